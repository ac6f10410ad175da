import type { Context } from 'koa';
import { consentLanguages } from '../../domain/tokens/consents/consent-texts.ts';
import type { ConsentLanguage } from '../../domain/tokens/consents/consent-texts.ts';

/** The language in which a person reads what they consent to, of those that they understand. */
export function consentLanguageOf(context: Pick<Context, 'acceptsLanguages'>): ConsentLanguage {
  return (context.acceptsLanguages([...consentLanguages]) || 'en') as ConsentLanguage;
}

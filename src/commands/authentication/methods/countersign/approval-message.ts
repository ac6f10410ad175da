import { findDefaultMessage } from '../../../../domain/configuration/mobile-authentication-types/default-message.ts';
import { localesFor } from '../../../../domain/configuration/locale.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';

const texts: Readonly<Record<string, (site: string) => string>> = {
  en: (site) => `Sign in to ${site}`,
  nl: (site) => `Inloggen bij ${site}`,
  fr: (site) => `Connexion à ${site}`,
  de: (site) => `Anmelden bei ${site}`,
};

/** What the phone shows: the default message of the type, else where the person signs in. */
export async function approvalMessage(
  deps: Pick<FlowDeps, 'configuration' | 'registry'>,
  { clientId, locale }: Pick<AuthenticationFlow, 'clientId' | 'locale'>,
  type: string,
): Promise<string> {
  const { messageTemplates, general } = await deps.configuration.current();
  const own = findDefaultMessage(type, locale, (key, language) => messageTemplates.get(`${key}\n${language}`));
  if (own !== undefined) return own;
  const { clients } = await deps.registry.current();
  const site = clients.get(clientId)?.client.name ?? clientId;
  const language = localesFor(locale).find((one) => one in texts) ?? 'en';
  return [...(texts[language]?.(site) ?? site)].slice(0, general.message_max_length).join('');
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { consentLanguages } from '../../../domain/tokens/consents/consent-texts.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ConsentEvent } from '../../../entities/tokens/consent-event.ts';
import { ConsentText } from '../../../entities/tokens/consent-text.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { textVersionOf } from './consent-lines.ts';
import type { ConsentLine } from './consent-lines.ts';

/** What a person said to a question. */
export interface ConsentDecision {
  userId: string;
  clientId: string;
  lines: readonly (ConsentLine & { granted: boolean })[];
  refusedClaims: string[];
  remember: boolean;
  language: string;
  origin: RequestOrigin;
}

/** Keeps a decision with the texts that it is about, in the caller's transaction. The one before is in the history. */
export async function recordConsent(em: EntityManager, decision: ConsentDecision, now: Date): Promise<void> {
  const { userId: accountId, clientId, refusedClaims, remember } = decision;
  const known = await em.count(Consent, { accountId, clientId });
  const scopes = decidedScopes(decision);
  const textVersion = await keepTexts(em, decision.lines, now);
  const row = { accountId, clientId, scopes, refusedClaims, remember, textVersion };
  await em
    .createQueryBuilder(Consent)
    .insert({ ...row, id: timeOrderedId(now.getTime()), grantedAt: now, changedAt: now, lastUsedAt: now })
    .onConflict(['accountId', 'clientId'])
    .merge(['scopes', 'refusedClaims', 'remember', 'textVersion', 'changedAt', 'lastUsedAt'])
    .execute();
  addHistory(em, { ...decision, event: known > 0 ? 'changed' : 'granted', textVersion }, now);
}

/** Keeps that a person let a client have nothing. What they allowed before stays as it was. */
export async function recordRefusal(em: EntityManager, decision: ConsentDecision, now: Date): Promise<void> {
  addHistory(em, { ...decision, event: 'refused', textVersion: await keepTexts(em, decision.lines, now) }, now);
}

const eventNames = {
  granted: 'CONSENT GRANTED',
  changed: 'CONSENT CHANGED',
  refused: 'CONSENT REFUSED',
} as const;

function addHistory(
  em: EntityManager,
  decision: ConsentDecision & { event: keyof typeof eventNames; textVersion: string },
  now: Date,
): void {
  const { userId, clientId, refusedClaims, remember, language, origin, event, textVersion } = decision;
  const scopes = decidedScopes(decision);
  const id = timeOrderedId(now.getTime());
  em.create(
    ConsentEvent,
    { id, accountId: userId, clientId, event, scopes, refusedClaims, remember, textVersion, language, at: now },
    { persist: true },
  );
  recordEvent(em, { name: eventNames[event], occurredAt: now, ...originOf(origin), userId, clientId });
}

function decidedScopes({ lines }: Pick<ConsentDecision, 'lines'>) {
  return lines.map(({ resource, name, granted, textVersion }) => ({ resource, name, granted, textVersion }));
}

async function keepTexts(em: EntityManager, lines: readonly ConsentLine[], now: Date): Promise<string> {
  const version = textVersionOf(lines);
  const texts = Object.fromEntries(
    consentLanguages.map((language) => [
      language,
      Object.fromEntries(
        lines.map((line) => [`${line.resource ?? ''} ${line.name}`.trim(), line.texts[language] ?? '']),
      ),
    ]),
  );
  await em
    .createQueryBuilder(ConsentText)
    .insert({ version, texts, createdAt: now })
    .onConflict('version')
    .ignore()
    .execute();
  return version;
}

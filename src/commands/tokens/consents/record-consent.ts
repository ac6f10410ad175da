import type { EntityManager } from '@mikro-orm/postgresql';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { addHistory } from './consent-history.ts';
import type { ConsentLine } from './consent-lines.ts';
import { keepTexts } from './consent-text.ts';

/** What a person said to a question. */
export interface ConsentDecision {
  userId: string;
  clientId: string;
  lines: readonly (ConsentLine & { granted: boolean })[];
  /** Claims of granted scopes that the client gets, and those that it does not. */
  claims: string[];
  refusedClaims: string[];
  remember: boolean;
  /** Days that the consent holds; null: until it is withdrawn. */
  lifetimeDays: number | null;
  language: string;
  origin: RequestOrigin;
}

/** Keeps a decision with the texts that it is about, in the caller's transaction. The one before is in the history. */
export async function recordConsent(em: EntityManager, decision: ConsentDecision, now: Date): Promise<void> {
  const { userId: accountId, clientId, claims, refusedClaims, remember } = decision;
  const known = await em.count(Consent, { accountId, clientId });
  const scopes = decidedScopes(decision);
  const textVersion = await keepTexts(em, decision.lines, now);
  const expiresAt = expiryOf(decision.lifetimeDays, now);
  const row = { accountId, clientId, scopes, claims, refusedClaims, remember, textVersion, expiresAt };
  await em
    .createQueryBuilder(Consent)
    .insert({ ...row, id: timeOrderedId(now.getTime()), grantedAt: now, changedAt: now, lastUsedAt: now })
    .onConflict(['accountId', 'clientId'])
    .merge([
      ...(['scopes', 'claims', 'refusedClaims', 'remember'] as const),
      ...(['textVersion', 'changedAt', 'lastUsedAt', 'expiresAt'] as const),
    ])
    .execute();
  record(em, known > 0 ? 'changed' : 'granted', { ...decision, textVersion }, now);
}

/** Keeps that a person let a client have nothing. What they allowed before stays as it was. */
export async function recordRefusal(em: EntityManager, decision: ConsentDecision, now: Date): Promise<void> {
  record(em, 'refused', { ...decision, textVersion: await keepTexts(em, decision.lines, now) }, now);
}

/** When a consent of today ends; null: when it is withdrawn. */
export function expiryOf(lifetimeDays: number | null, now: Date): Date | null {
  return lifetimeDays === null ? null : new Date(now.getTime() + lifetimeDays * 86_400_000);
}

const eventNames = {
  granted: 'CONSENT GRANTED',
  changed: 'CONSENT CHANGED',
  refused: 'CONSENT REFUSED',
} as const;

function record(
  em: EntityManager,
  event: keyof typeof eventNames,
  decision: ConsentDecision & { textVersion: string },
  now: Date,
): void {
  const { userId, clientId, origin } = decision;
  addHistory(em, { event, decidedBy: 'you' }, { ...decision, accountId: userId, scopes: decidedScopes(decision) }, now);
  recordEvent(em, { name: eventNames[event], occurredAt: now, ...originOf(origin), userId, clientId });
}

function decidedScopes({ lines }: Pick<ConsentDecision, 'lines'>) {
  return lines.map(({ resource, name, granted, textVersion }) => ({ resource, name, granted, textVersion }));
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ConsentEvent } from '../../../entities/tokens/consent-event.ts';

type Decided = Pick<
  ConsentEvent,
  'accountId' | 'clientId' | 'scopes' | 'claims' | 'refusedClaims' | 'remember' | 'textVersion'
> & { language?: string | null };

/** What became of a consent, and by whom. */
export type ConsentStep = Pick<ConsentEvent, 'event' | 'decidedBy'>;

/** Adds what became of a consent to its history, in the caller's transaction. */
export function addHistory(em: EntityManager, { event, decidedBy }: ConsentStep, decided: Decided, at: Date): void {
  const { accountId, clientId, scopes, claims, refusedClaims, remember, textVersion, language = null } = decided;
  const row = { accountId, clientId, scopes, claims, refusedClaims, remember, textVersion, language };
  em.create(ConsentEvent, { id: timeOrderedId(at.getTime()), ...row, event, decidedBy, at }, { persist: true });
}

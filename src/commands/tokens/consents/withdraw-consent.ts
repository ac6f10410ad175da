import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Consent } from '../../../entities/tokens/consent.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordChange } from '../../persons/users/user-action.ts';
import type { UserAction } from '../../persons/users/user-action.ts';
import { oweLogouts } from '../logouts/owe-logouts.ts';
import { addHistory } from './consent-history.ts';
import type { ConsentStep } from './consent-history.ts';

/** Where it is not the person who withdraws, by the event of the action. */
const steps: Partial<Record<UserAction['event'], ConsentStep>> = {
  'ADMIN CONSENT REVOKED': { event: 'revoked_by_operator', decidedBy: 'operator' },
  'API CONSENT REMOVED': { event: 'withdrawn', decidedBy: 'site' },
};

/**
 * Removes a consent of a user, with the client's grants and tokens. The client is told by a logout token, where it accepts one.
 * @returns false when the user gave no such consent: nothing happened and nothing was recorded.
 */
export async function revokeConsent(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { userId, consentId }: { userId: string; consentId: string },
  action: UserAction,
): Promise<boolean> {
  if (!isUuid(consentId)) return false;
  return deps.em().transactional(async (em) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const consent = await em.findOne(Consent, { id: consentId, accountId: userId }, lock);
    if (!consent) return false;
    const now = deps.clock();
    const step = steps[action.event] ?? { event: 'withdrawn', decidedBy: 'you' };
    await endConsent(em, consent, { ...step, requestId: action.origin.requestId }, now);
    recordChange(em, action, { userId, subjectId: consentId }, now);
    return true;
  });
}

/** Ends a consent that the caller's transaction has locked, with what came of it. */
export async function endConsent(
  em: EntityManager,
  consent: Consent,
  { requestId, ...step }: ConsentStep & { requestId: string },
  now: Date,
): Promise<void> {
  const { accountId, clientId } = consent;
  addHistory(em, step, consent, now);
  em.remove(consent);
  await oweLogouts(em, { userId: accountId, clientId, requestId }, now);
  await em.nativeDelete(OauthGrant, { accountId, clientId, device: null });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

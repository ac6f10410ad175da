import { LockMode } from '@mikro-orm/core';
import type { ConsentEventName } from '../../../domain/tokens/consents/status.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ConsentEvent } from '../../../entities/tokens/consent-event.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordChange } from '../../persons/users/user-action.ts';
import type { UserAction } from '../../persons/users/user-action.ts';

/**
 * Removes a consent of a user, with the client's grants and tokens.
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
    const { accountId, clientId, scopes, refusedClaims, remember, textVersion } = consent;
    const event: ConsentEventName = action.event === 'ADMIN CONSENT REVOKED' ? 'revoked_by_operator' : 'withdrawn';
    const history = {
      accountId,
      clientId,
      scopes,
      refusedClaims,
      remember,
      textVersion,
      language: null,
      event,
      at: now,
    };
    em.create(ConsentEvent, { id: timeOrderedId(now.getTime()), ...history }, { persist: true });
    em.remove(consent);
    await em.nativeDelete(OauthGrant, { accountId, clientId, device: null });
    recordChange(em, action, { userId, subjectId: consentId }, now);
    return true;
  });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

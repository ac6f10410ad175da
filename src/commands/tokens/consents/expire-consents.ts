import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { Consent } from '../../../entities/tokens/consent.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { endConsent } from './withdraw-consent.ts';

/** Consents in one transaction. */
const batch = 200;

/**
 * Ends consents whose time is over, as if they were withdrawn: the person is asked anew.
 * @returns how many; call again while it is not 0.
 */
export async function expireConsents(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const [now, requestId] = [deps.clock(), randomUUID()];
  return deps.em().transactional(async (em) => {
    const consents = await em.find(
      Consent,
      { expiresAt: { $lte: now } },
      { orderBy: { expiresAt: 'asc' }, limit: batch, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
    );
    for (const consent of consents) {
      await endConsent(em, consent, { event: 'expired', decidedBy: 'system', requestId }, now);
      const { id: subjectId, accountId: userId, clientId } = consent;
      recordEvent(em, { name: 'CONSENT EXPIRED', occurredAt: now, requestId, userId, clientId, subjectId });
    }
    return consents.length;
  });
}

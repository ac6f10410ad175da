import { notify } from '../../../database/notify.ts';
import { transact } from '../../../database/transact.ts';
import type { UseFailure } from '../../../domain/action-tokens/journal.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';

/** The end of a use. */
export interface Ending {
  tokenId: string;
  requestId: string;
  /** Keyed hash of the caller, in base64url. */
  caller: string;
  /** Left out: all actions are performed. */
  failure?: UseFailure;
}

/**
 * Records the end of a use, from which the caller is answered, and wakes the waiters. The end that is recorded stays. A token that could
 * not be taken is used up by that, too: its workflow runs once.
 */
export async function endUse(
  { em, clock }: Pick<CommandDeps, 'em' | 'clock'>,
  { tokenId, requestId, caller, failure }: Ending,
): Promise<void> {
  await transact(em, async (unit) => {
    const now = clock();
    const own = { status: 'running', usedBy: Buffer.from(caller, 'base64url') } as const;
    const where = { id: tokenId, ...(failure ? { $or: [{ status: 'open' as const }, own] } : own) };
    const end = failure
      ? ({ status: 'failed', failure: failure.code, failedAction: failure.action, endedAt: now } as const)
      : ({ status: 'succeeded', endedAt: now } as const);
    const ended = await unit.nativeUpdate(ActionToken, where, end);
    await notify(unit, 'action-token', tokenId);
    const token = ended === 1 ? await unit.findOne(ActionToken, { id: tokenId }) : null;
    if (!token) return;
    const about = { occurredAt: now, requestId, userId: token.person, subjectId: tokenId, clientId: token.clientId };
    if (failure) {
      const detail = failure.action ? `${failure.action}: ${failure.code}` : failure.code;
      recordEvent(unit, { name: 'ACTION TOKEN FAILED', ...about, detail });
    } else recordEvent(unit, { name: 'ACTION TOKEN PROCESSED', ...about, detail: token.types.join(', ') });
  });
}

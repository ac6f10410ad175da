import type { EntityManager } from '@mikro-orm/postgresql';
import { sealInRow } from '../../../entities/columns/row-bound.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { changeLocked } from '../../persons/profile/lock-person.ts';
import type { UserAction } from '../../persons/users/user-action.ts';
import { deleteSessions } from '../../tokens/sessions/end-sessions.ts';
import { endBackchannelRequests } from '../backchannel/end-requests-of-person.ts';
import { endOtherFlows } from '../flow/end-flows-of-person.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'removals'>;

interface SignOut {
  userId: string;
  /** Whether what clients got in the sessions goes with them. */
  removeTokens: boolean;
}

/** Signs a user out of every browser: sessions end, and sign-ins in progress, and the trust in devices. */
export async function signOutEverywhere(deps: Deps, out: SignOut, action: UserAction): Promise<void> {
  await deps.em().transactional((em) => endEverywhere(deps, em, out, action));
}

/**
 * The same by an operator, who says why.
 * @throws CountersignError `person_not_found`
 */
export async function signOutPerson(
  deps: Deps & Pick<CommandDeps, 'keyring'>,
  { userId, reason, origin }: { userId: string; reason: string; origin: RequestOrigin },
): Promise<void> {
  await changeLocked(deps, { userId, origin }, async (em, person, now) => {
    person.statusReason = sealInRow(deps.keyring, 'person.status_reason', userId, reason);
    person.revision += 1;
    person.changedAt = now;
    recordEvent(em, { name: 'PERSON SIGNED OUT', occurredAt: now, ...originOf(origin), userId });
    await endEverywhere(deps, em, { userId, removeTokens: true }, { origin, event: 'SESSION ENDED' });
  });
}

async function endEverywhere(deps: Deps, em: EntityManager, out: SignOut, action: UserAction): Promise<void> {
  const now = deps.clock();
  const person = { ...action.origin, userId: out.userId };
  await deleteSessions(em, out, action, now);
  await endOtherFlows(em, person);
  if (out.removeTokens) await endBackchannelRequests(em, person, now);
  await deps.removals.endTrust(em, person, now);
}

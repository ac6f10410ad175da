import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { releasePushEnrollment } from './release-push-enrollment.ts';

/** Milliseconds after its deadline in which an enrolment's own workflow ends it. Then it is given up for lost. */
const grace = 60_000;

/**
 * Ends those that hold a place of the caller's and whose workflow was never started, or was terminated by an operator: they
 * hold it no longer.
 * @returns how many were ended.
 */
export async function giveUpLost(deps: Pick<CommandDeps, 'em' | 'clock'>, { profileId, userId, requestId }: AppCaller, applicationId: string): Promise<number> {
  const place = { $or: [{ registration: profileId }, { userId, applicationId, exclusive: true }] };
  const expiresAt = { $lt: new Date(deps.clock().getTime() - grace) };
  const lost = await deps.em().find(PushEnrollment, { status: 'pending', expiresAt, ...place }, { fields: ['id'] });
  let released = 0;
  for (const { id } of lost) if (await releasePushEnrollment(deps, { enrollmentId: id, requestId, outcome: { status: 'expired' } })) released += 1;
  return released;
}

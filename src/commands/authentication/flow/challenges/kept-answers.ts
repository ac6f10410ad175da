import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import { stepsOf } from '../../methods/all-steps.ts';
import type { LockedFlow } from '../change-flow.ts';
import type { KeptRequest } from '../open-flow.ts';
import type { FlowDeps } from '../flow-deps.ts';

/** Keeps what answers the open challenge, for when the flow has proven enough. */
export async function keepAnswer({ em, flow }: LockedFlow, kept: unknown): Promise<void> {
  const challenge = await em.findOneOrFail(AuthenticationChallenge, { id: flow.challengeId ?? null, status: 'open' });
  em.assign(challenge, { status: 'proven', content: JSON.stringify(kept) });
  flow.challengeId = null;
  await em.flush();
}

/** Writes what was kept in a flow, now that it has proven enough. */
export async function writeKeptAnswers(deps: FlowDeps, { em, flow, origin }: LockedFlow): Promise<void> {
  const answered = await em.find(AuthenticationChallenge, { flow: flow.id, status: 'proven' });
  const { sessionId } = JSON.parse(flow.request) as KeptRequest;
  for (const challenge of answered) {
    if (!challenge.content) continue;
    await joiningTransaction(em, async () =>
      stepsOf(challenge.method)?.writeKept?.(deps, challenge, { sessionId, origin }),
    );
    challenge.content = null;
  }
}

import { BackchannelRequest } from '../../../../src/entities/authentication/backchannel-request.ts';
import { OauthArtifact } from '../../../../src/entities/tokens/oauth-artifact.ts';
import { eventually } from '../../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../../support/enrolled-phone.ts';
import type { OwnServer } from '../../../support/own-server.ts';

/** Milliseconds; no test proves how long it waits. */
export const wide = 120_000;

/** The requests of a server, as they are stored, and what phones are asked. */
export function createRequests(server: () => OwnServer) {
  /** What the phone was asked last. */
  const transactionOf = async (phone: EnrolledPhone, isKnown: (id: string) => boolean = () => false) =>
    eventually(async () => {
      const ids = (await phone.pushes()).map(({ content }) => content['og_transaction_id']);
      return ids.findLast((id) => id !== undefined && !isKnown(id));
    }, wide);

  const rowsOf = (where: object) => server().deps.em().find(BackchannelRequest, where, { disableIdentityMap: true });
  const ended = (where: object) =>
    eventually(async () => (await rowsOf(where)).find(({ status }) => status !== 'pending'), wide);
  async function expire({ id, artifactId }: BackchannelRequest): Promise<void> {
    const expiresAt = new Date(Date.now() - 1000);
    await server().deps.em().nativeUpdate(OauthArtifact, { id: artifactId }, { expiresAt });
    await server().deps.em().nativeUpdate(BackchannelRequest, { id }, { expiresAt });
  }
  /** Lets the pause before a refusal be over; the sweeper does the rest. */
  async function endPause(id: string): Promise<void> {
    await eventually(async () => (await rowsOf({ id }))[0]?.refuseAt ?? undefined, wide);
    await server()
      .deps.em()
      .nativeUpdate(BackchannelRequest, { id }, { refuseAt: new Date(0) });
  }
  return { transactionOf, rowsOf, ended, expire, endPause };
}

/** The answer to a poll after the person has decided. */
export function untilDecided<Answer extends { body: Record<string, string> }>(poll: () => Promise<Answer>) {
  return eventually(async () => {
    const answer = await poll();
    return ['authorization_pending', 'slow_down'].includes(answer.body['error'] ?? '') ? undefined : answer;
  }, wide);
}

import { askPhone } from '../../commands/authentication/backchannel/ask-phone.ts';
import {
  claimNewPings,
  claimNewRequests,
  findForgottenPings,
  findForgottenRequests,
  findOverduePings,
  findUndecidedRequests,
} from '../../commands/authentication/backchannel/due-requests.ts';
import { recordPingFailed } from '../../commands/authentication/backchannel/ping-delivery.ts';
import type { ActivityDeps } from '../activity-deps.ts';

type Deps = Omit<Pick<ActivityDeps, keyof ActivityDeps>, 'metrics' | 'firstTries'>;

/** Asks the phones of new requests, and starts notifications that have just become due. What fails is left to the sweeper. */
export async function startNewRequests(deps: Deps): Promise<void> {
  for (const id of await claimNewRequests(deps))
    await ask(deps, id).catch((error: unknown) =>
      deps.log.warn({ err: error, backchannel_request_id: id }, 'a phone is left to the sweeper'),
    );
  for (const id of await claimNewPings(deps)) await deps.engine.pingDelivery.start(id);
}

/**
 * Goes on with requests that a process left behind, decides those whose time has come, and ends notifications whose workflow is missing.
 * @returns the number of requests that were changed.
 */
export async function sweepRequests(deps: Deps): Promise<number> {
  let swept = 0;
  for (const id of await findForgottenRequests(deps)) {
    if (!(await ask(deps, id))) continue;
    swept += 1;
    deps.log.warn({ backchannel_request_id: id }, 'asked a phone for a request that no process looked after');
  }
  for (const id of await findUndecidedRequests(deps)) {
    await deps.authorizationServer.decideBackchannelRequest(id);
    swept += 1;
  }
  for (const id of await findForgottenPings(deps)) if (await deps.engine.pingDelivery.start(id)) swept += 1;
  for (const id of await findOverduePings(deps)) {
    await recordPingFailed(deps, id);
    swept += 1;
  }
  return swept;
}

async function ask(deps: Deps, id: string): Promise<boolean> {
  const approval = await askPhone(deps, id);
  return approval !== undefined && (await deps.engine.mobileAuthentication.start(approval));
}

import { flowCookieOf } from '../../api/http/browser/own-cookie.ts';
import type { CompletedFlows } from '../../authorization-server/interactions/completed-flows.ts';
import { takeCompletedFlow } from '../../commands/authentication/flow/take-completed-flow.ts';
import type { CommandDeps } from '../../commands/command-deps.ts';

/** The flows that sites drove themselves, found by the cookie of the browser. */
export function createCompletedFlows(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { environment: { publicUrl: string } },
): CompletedFlows {
  const cookie = flowCookieOf(deps.environment.publicUrl);
  return { take: (context, request) => takeCompletedFlow(deps, cookie.read(context), request) };
}

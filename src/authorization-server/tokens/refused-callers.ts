import { recordRefusedCaller } from '../../commands/tokens/record-refused-caller.ts';
import type { CallerClue } from '../../commands/tokens/record-refused-caller.ts';
import type { RequestOrigin } from '../../commands/request-origin.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** Refusals that may mean that somebody has a copy of what is another's. A disabled version or a missing nonce does not. */
const suspicious: ReadonlySet<string> = new Set(['invalid_token', 'invalid_dpop_proof']);

/**
 * Does a check, and has its refusal recorded when what was presented belongs to somebody. Nobody waits for that: the caller
 * learns neither from the answer nor from its time whether it does.
 */
export async function reportingRefusals<Result>(deps: AuthorizationServerDeps, origin: RequestOrigin, clue: CallerClue, check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof CountersignError && suspicious.has(error.code)) reportRefusedCaller(deps, origin, clue, error.detail ?? error.code);
    throw error;
  }
}

/** Has it recorded, in its own time. */
export function reportRefusedCaller(deps: AuthorizationServerDeps, origin: RequestOrigin, clue: CallerClue, reason: string): void {
  recordRefusedCaller(deps, origin, clue, reason).catch((error: unknown) => deps.log.warn({ err: error, request_id: origin.requestId }, 'refused caller not recorded'));
}

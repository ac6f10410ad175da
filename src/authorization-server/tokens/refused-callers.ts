import { recordRefusedCaller } from '../../commands/tokens/record-refused-caller.ts';
import type { CallerClue } from '../../commands/tokens/record-refused-caller.ts';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** Refusals that may mean that an attacker holds a copy of a credential. A disabled version or a missing nonce does not. */
const suspicious: ReadonlySet<string> = new Set(['invalid_token', 'invalid_dpop_proof']);

/**
 * Runs a check, and records its refusal if the credential exists. The answer does not wait for the record: the caller
 * cannot learn from answer or timing whether the credential exists.
 */
export async function reportingRefusals<Result>(
  deps: AuthorizationServerDeps,
  origin: RequestOrigin,
  clue: CallerClue,
  check: () => Promise<Result>,
): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof CountersignError && suspicious.has(error.code))
      reportRefusedCaller(deps, origin, clue, error.detail ?? error.code);
    throw error;
  }
}

/** Records it without being awaited. */
export function reportRefusedCaller(
  deps: AuthorizationServerDeps,
  origin: RequestOrigin,
  clue: CallerClue,
  reason: string,
): void {
  recordRefusedCaller(deps, origin, clue, reason).catch((error: unknown) =>
    deps.log.warn({ err: error, request_id: origin.requestId }, 'refused caller not recorded'),
  );
}

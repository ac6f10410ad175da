import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

interface Failure extends RequestOrigin {
  /** The method and what was wrong. `clientId`: the configured client that the caller said to be. */
  detail: string;
}

/** Records that a caller of the REST API could not be authenticated. */
export async function recordApiAuthenticationFailure(deps: Pick<CommandDeps, 'em' | 'clock'>, { detail, ...origin }: Failure): Promise<void> {
  await deps.em().transactional(async (em) => {
    recordEvent(em, { name: 'API AUTHENTICATION FAILED', occurredAt: deps.clock(), ...originOf(origin), detail });
  });
}

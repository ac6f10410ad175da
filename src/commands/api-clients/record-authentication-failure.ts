import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';

/** Records that a caller of the REST API could not be authenticated. */
export async function recordApiAuthenticationFailure(deps: Pick<CommandDeps, 'em' | 'clock'>, failure: { requestId: string; detail: string }): Promise<void> {
  await deps.em().transactional(async (em) => {
    recordEvent(em, { name: 'API AUTHENTICATION FAILED', occurredAt: deps.clock(), ...failure });
  });
}

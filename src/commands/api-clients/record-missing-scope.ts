import type { CommandDeps } from '../command-deps.ts';
import { writeEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** Records that an API client, known to be itself, called an API that it may not use. */
export async function recordMissingScope(deps: Pick<CommandDeps, 'em' | 'clock'>, { scope, ...origin }: RequestOrigin & { scope: string }): Promise<void> {
  await writeEvent(deps, { name: 'API INSUFFICIENT PERMISSIONS', occurredAt: deps.clock(), ...originOf(origin), detail: scope });
}

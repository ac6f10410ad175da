import { isWithin } from '../rate-limits/is-within.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import type { CommandDeps } from '../command-deps.ts';
import { writeEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** Such events of one client in an hour: one that is set up wrongly calls again and again. */
const most = { name: 'missing-scope', points: 200, duration: 3600 };

/** Records that an API client, known to be itself, called an API that it may not use. */
export async function recordMissingScope(deps: Pick<CommandDeps, 'em' | 'clock'>, { scope, ...origin }: RequestOrigin & { scope: string }): Promise<void> {
  if (!(await isWithin(createRateLimit(deps, most), origin.clientId ?? ''))) return;
  await writeEvent(deps, { name: 'API INSUFFICIENT PERMISSIONS', occurredAt: deps.clock(), ...originOf(origin), detail: scope });
}

import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** Records that somebody did not get in, or not where they wanted. */
export async function recordAccessRefusal(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  name: 'ADMIN ACCESS DENIED' | 'ADMIN AUTHENTICATION FAILED',
  origin: RequestOrigin,
  detail: string,
): Promise<void> {
  await deps.em().transactional(async (em) => recordEvent(em, { name, occurredAt: deps.clock(), ...originOf(origin), detail }));
}

import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** Records that an operator was refused at sign-in, or lacked the access of a route. */
export async function recordAccessRefusal(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  name: 'ADMIN ACCESS DENIED' | 'ADMIN AUTHENTICATION FAILED',
  origin: RequestOrigin,
  detail: string,
): Promise<void> {
  await deps
    .em()
    .transactional(async (em) => recordEvent(em, { name, occurredAt: deps.clock(), ...originOf(origin), detail }));
}

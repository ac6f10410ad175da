import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** Records that an installation could not prove its key. @param reason the rule of RFC 9449 that was broken. */
export async function recordRefusedProof(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  origin: RequestOrigin,
  reason: string | undefined,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    recordEvent(em, {
      name: 'DYNAMIC REG FAILED INVALID PROOF',
      occurredAt: deps.clock(),
      ...originOf(origin),
      detail: reason ?? null,
    });
  });
}

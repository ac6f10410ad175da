import type { RepairKind } from '../../domain/reconciliation/repair.ts';
import type { CommandDeps } from '../command-deps.ts';
import { writeEvent } from '../events/record-event.ts';

/** Data of the repaired row. */
export interface RepairedSubject {
  id: string;
  requestId: string | null;
  userId?: string | null | undefined;
  /** Id of the transaction's site. */
  apiClientId?: string;
}

/** Records that a row and its workflow disagreed and were repaired. The change has events of its own. */
export async function recordRepair(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  kind: RepairKind,
  { id, requestId, userId, apiClientId }: RepairedSubject,
): Promise<void> {
  const name = kind.startsWith('push_enrollment') ? 'PUSH ENROLLMENT RECONCILED' : 'MOBILE AUTH RECONCILED';
  await writeEvent(deps, {
    name,
    occurredAt: deps.clock(),
    subjectId: id,
    requestId,
    userId: userId ?? null,
    clientId: apiClientId ?? null,
    detail: kind,
  });
}

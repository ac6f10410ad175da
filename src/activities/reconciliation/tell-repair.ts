import { recordRepair } from '../../commands/reconciliation/record-repair.ts';
import type { RepairedSubject } from '../../commands/reconciliation/record-repair.ts';
import type { RepairKind } from '../../domain/reconciliation/repair.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Counts a repair, logs it and writes its event. */
export async function tellRepair(deps: ActivityDeps, kind: RepairKind, subject: RepairedSubject): Promise<void> {
  deps.metrics.countRepair(kind);
  deps.log.warn(
    { subject_id: subject.id, request_id: subject.requestId, kind },
    'a row and its workflow disagreed, and were repaired',
  );
  await recordRepair(deps, kind, subject);
}

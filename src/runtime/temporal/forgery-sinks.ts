import type { InjectedSinks } from '@temporalio/worker';
import { forgeryRecords } from '../../activities/create-activities.ts';
import type { ForgerySinks } from '../../workflows/shared/forgeries.ts';
import type { Deps } from '../deps.ts';

/** Records the updates that workflows refused because the API did not send them. */
export function createForgerySinks(deps: Pick<Deps, 'em' | 'clock' | 'log'>): InjectedSinks<ForgerySinks> {
  return {
    forgeries: {
      note: {
        fn: async ({ workflowType }, forgery) => {
          deps.log.warn(
            { workflow_id: forgery.id, update: forgery.update, detail: forgery.reason },
            'an update of a workflow was forged',
          );
          await forgeryRecords
            .get(workflowType)?.(deps, forgery)
            .catch((error: unknown) => deps.log.error({ err: error }, 'a forged update has no event'));
        },
        callDuringReplay: false,
      },
    },
  };
}

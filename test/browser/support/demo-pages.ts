import { startPages, type Pages } from '../../../dev/parts/pages.ts';
import type { ProcessRecord } from '../../../dev/processes/process-record.ts';
import type { StackUnderTest } from '../../support/stack.ts';

/** The stack's record belongs to the process that started it; these children end by `stop` with the test. */
const unrecorded: ProcessRecord = { add() {}, remove() {}, close() {} };

/** Starts the shop and the phone for the shared stack, as `npm start` does, on the ports of its CORS list. */
export function startDemoPages({ infrastructure, endpoints }: StackUnderTest): Promise<Pages> {
  return startPages({ infrastructure, api: endpoints.api, record: unrecorded });
}

import { startPages, type Pages } from '../../../dev/parts/pages.ts';
import type { ProcessRecord } from '../../../dev/processes/process-record.ts';
import type { StackUnderTest } from '../../support/stack.ts';

/** The stack's own record belongs to the process that started it; these children end with the test, by `stop`. */
const unrecorded: ProcessRecord = { add() {}, remove() {}, close() {} };

/** Starts the shop and the phone beside the shared stack, exactly as `npm start` does, on the ports its CORS list names. */
export function startDemoPages({ infrastructure, endpoints }: StackUnderTest): Promise<Pages> {
  return startPages({ infrastructure, api: endpoints.api, record: unrecorded });
}

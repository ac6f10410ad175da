import type { Client } from '@temporalio/client';
import { refuseEngineFailure } from './engine-failure.ts';
import type { TemporalConnection } from './temporal-connection.ts';

/** Milliseconds for one call to Temporal, so that a caller waits less than three seconds in all. */
const callTimeout = 2_600;

/** Runs one call to Temporal with a deadline, and maps its failure to a code of our error catalogue. */
export type Call = <Result>(work: (client: Client) => Promise<Result>, timeoutMs?: number) => Promise<Result>;

/**
 * The deadline includes opening the connection.
 * @param extraWaitMs added to the deadline of every call.
 */
export function createCall(temporal: TemporalConnection, extraWaitMs: number): Call {
  return async (work, usualMs = callTimeout) => {
    const timeoutMs = usualMs + extraWaitMs;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('Temporal did not answer in time')), timeoutMs);
    try {
      return await Promise.race([
        late.promise,
        temporal
          .connect()
          .then(({ connection, client }) => connection.withDeadline(Date.now() + timeoutMs, () => work(client))),
      ]);
    } catch (error) {
      return refuseEngineFailure(error);
    } finally {
      clearTimeout(timer);
    }
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'node:http';
import type { ClientRequest } from 'node:http';
import { basic } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import type { Flows } from '../flows.ts';
import { measure, measureCount } from '../measure.ts';
import type { Measurement } from '../measure.ts';

/** An unrelated request, alone and beside those who wait. */
export interface Waiters {
  count: number;
  without: Measurement;
  with: Measurement;
}

const waiters = 500;

/**
 * What `count` open waits for results, half of them long polls and half event streams, do to a request that has nothing to do
 * with them. Each waits for a transaction of its own.
 */
export async function measureWaiters(
  bench: BenchEnvironment,
  flows: Flows,
  finishedId: string,
  seconds: number,
): Promise<Waiters> {
  const ids: string[] = [];
  await measureCount(16, waiters, async (lane) => void ids.push(await flows.open(lane)));
  const poll = () => flows.poll(finishedId);
  await measure(1, seconds / 4, poll);
  const without = await measure(1, seconds, poll);
  const open = openWaits(bench, ids);
  await open.settled();
  const withWaiters = await measure(1, seconds, poll);
  open.close();
  return { count: ids.length, without, with: withWaiters };
}

function openWaits({ endpoints: { api, clients } }: BenchEnvironment, ids: readonly string[]) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(api);
  const authorization = basic(clients.mobile_authentication);
  let ended = 0;
  const waits: ClientRequest[] = ids.map((id, index) => {
    const accept = index % 2 === 0 ? 'application/json' : 'text/event-stream';
    const path = `/oauth/api/v4/authenticate/transaction/${id}${index % 2 === 0 ? '?wait=60' : ''}`;
    const wait = request({ agent, hostname, port, path, headers: { authorization, accept } }, (response) =>
      response.resume().on('end', () => (ended += 1)),
    );
    wait.on('error', () => (ended += 1));
    wait.end();
    return wait;
  });
  return {
    /** Every request has arrived and found that there is nothing yet. */
    settled: async () => {
      await sleep(2_000);
      if (ended > 0) throw new Error(`${ended} of ${ids.length} waits ended before their time`);
    },
    close: () => {
      for (const wait of waits) wait.destroy();
      agent.destroy();
    },
  };
}

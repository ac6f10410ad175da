import type { ApplicationProcess } from '../../../dev/parts/applications.ts';
import { inCheckout } from '../../../dev/parts/checkout.ts';
import { removeDataFolder } from '../../../dev/parts/data-folder.ts';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { createInstance } from '../../../dev/parts/instance.ts';
import { startStack } from '../../../dev/stack.ts';
import { eventually } from '../../support/enrolled-phone.ts';

export const victims = ['worker', 'API', 'Temporal', 'PostgreSQL'] as const;
export type Victim = (typeof victims)[number];

/** A stack whose parts are separate processes that can be killed. */
export interface KillableStack {
  endpoints: Endpoints;
  environment: Record<string, string>;
  /** kill -9. */
  kill(victim: Victim): Promise<void>;
  /** Starts a new process at the same address with the same data; resolves when it is ready. */
  bringBack(victim: Victim): Promise<void>;
  stop(): Promise<void>;
}

/** @param more environment of API and worker. */
export async function startKillableStack(more: Record<string, string> = {}): Promise<KillableStack> {
  const dataFolder = inCheckout(`.data/test-${process.pid}`);
  const stack = await startStack({ dataFolder, portOffset: 'free', onlyInfrastructure: true });
  const instance = await createInstance(stack.infrastructure, { database: 'fifty' });
  const startServer = () => instance.startServer({ ...more, COUNTERSIGN_WORKER_IN_PROCESS: 'false' });
  const processes: Record<'API' | 'worker', ApplicationProcess> = {
    API: await startServer(),
    worker: await instance.startWorker(more),
  };
  await instance.seed();
  const services = { Temporal: stack.services.temporal, PostgreSQL: stack.services.postgres };
  return {
    endpoints: {
      ...stack.endpoints,
      api: processes.API.url,
      postgres_url: instance.environment['COUNTERSIGN_DATABASE_URL'] as string,
    },
    environment: instance.environment,
    kill: async (victim) => {
      if (victim === 'Temporal' || victim === 'PostgreSQL') return services[victim].kill('SIGKILL');
      processes[victim].kill('SIGKILL');
      await processes[victim].child.ended;
    },
    bringBack: async (victim) => {
      if (victim === 'Temporal' || victim === 'PostgreSQL') return services[victim].start();
      processes[victim] = await (victim === 'API' ? startServer() : instance.startWorker(more));
    },
    stop: async () => {
      await instance.stop();
      await stack.stop();
      removeDataFolder(dataFolder);
    },
  };
}

/** Milliseconds to wait until a caller is interrupted by the outage. */
const interruptionMs = 10_000;

/** Kills and restarts four times at random within about 15 s; the first restart waits for an interrupted caller. */
export async function killAtRandom(
  stack: KillableStack,
  victim: Victim,
  { random, isInterrupted }: { random: () => number; isInterrupted: () => boolean },
): Promise<void> {
  const wait = (longest: number) => new Promise<void>((resolve) => setTimeout(resolve, random() * longest));
  for (let kill = 0; kill < 4; kill += 1) {
    await wait(4_000);
    await stack.kill(victim);
    await wait(1_000);
    await eventually(async () => isInterrupted() || undefined, interruptionMs).catch(() => undefined);
    await stack.bringBack(victim);
  }
}

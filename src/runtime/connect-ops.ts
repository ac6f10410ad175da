import { randomBytes } from 'node:crypto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Environment } from '../config/environment.ts';
import type { OpsDeps } from '../ops/ops-deps.ts';
import { Keyring } from '../security/keyring.ts';
import { createLogger } from './logger.ts';
import { createOrm } from './orm.ts';
import { createTemporalConnection } from './temporal/temporal-connection.ts';
import { createTemporalEngine } from './temporal/temporal-engine.ts';

/** The part of the composition root that a single command needs: nothing is listened to, and nothing is connected before it is used. */
export async function connectOps(settings: Environment): Promise<OpsDeps & { close(): Promise<void> }> {
  const environment = { ...settings, databasePoolSize: 2, workerInProcess: false };
  const log = createLogger('error', 'ops');
  const keyring = new Keyring(environment.keyring);
  const orm = await createOrm(environment, keyring);
  const temporal = createTemporalConnection(environment, keyring);
  const { cancelTransaction, endPushEnrollment, startCallbackReplay } = createTemporalEngine({ temporal, environment, keyring, log });
  return {
    em: () => orm.em.fork(),
    clock: () => new Date(),
    random: randomBytes,
    keyring,
    cancelTransaction,
    endPushEnrollment,
    startCallbackReplay,
    close: async () => {
      await temporal.close();
      await orm.close();
    },
  };
}

/** The SDK's own lines have no place between those of a command. Once in a process. */
export function quietTemporal(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
}

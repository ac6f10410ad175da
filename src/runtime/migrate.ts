import type { Environment } from '../config/environment.ts';
import { Keyring } from '../security/keyring.ts';
import { createOrm } from './orm.ts';

/** Names the advisory lock that lets one process migrate at a time. */
const migrationLock = 7_100_001;

/** Applies the migrations that are missing. Replicas that start together wait for each other. */
export async function migrate(environment: Environment): Promise<void> {
  const orm = await createOrm(environment, new Keyring(environment.keyring), { statementTimeout: 0 });
  try {
    await orm.em.fork().transactional(async (lock) => {
      await lock.execute('select pg_advisory_xact_lock(?)', [migrationLock], 'get', lock.getTransactionContext());
      await orm.migrator.up();
    });
  } finally {
    await orm.close();
  }
}

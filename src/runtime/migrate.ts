import type { Environment } from '../config/environment.ts';
import { Keyring } from '../security/keyring.ts';
import { databaseRolesOf, grantDatabaseRoles, migrationUrlOf } from '../database/grant-database-roles.ts';
import { createOrm } from '../database/orm.ts';

/** Names the advisory lock that lets one process migrate at a time. */
const migrationLock = 7_100_001;

/**
 * Applies the missing migrations and grants the other database roles their privileges. Replicas that start together wait for
 * each other.
 */
export async function migrate(environment: Environment): Promise<void> {
  const owner = { ...environment, databaseUrl: migrationUrlOf(environment) };
  const orm = await createOrm(owner, new Keyring(environment.keyring), { statementTimeout: 0 });
  try {
    await orm.em.fork().transactional(async (lock) => {
      await lock.execute('select pg_advisory_xact_lock(?)', [migrationLock], 'get', lock.getTransactionContext());
      await orm.migrator.up();
      await grantDatabaseRoles(lock, databaseRolesOf(environment));
    });
  } finally {
    await orm.close();
  }
}

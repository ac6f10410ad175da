/**
 * Writes a migration with the differences between the entities and an up-to-date database.
 * Usage: COUNTERSIGN_* of a database with all migrations applied; `node dev/create-migration.ts <name>`
 */
import { readEnvironment } from '../src/config/environment.ts';
import { migrationUrlOf } from '../src/database/grant-database-roles.ts';
import { createOrm } from '../src/database/orm.ts';
import { Keyring } from '../src/security/keyring.ts';

const [name] = process.argv.slice(2);
if (!name) throw new Error('Name the migration: node dev/create-migration.ts <name>');
const environment = readEnvironment();
const owner = { ...environment, databaseUrl: migrationUrlOf(environment) };
const orm = await createOrm(owner, new Keyring(environment.keyring), { statementTimeout: 0 });
const { fileName } = await orm.migrator.create(undefined, false, false, name);
process.stdout.write(`src/migrations/${fileName}\n`);
await orm.close();

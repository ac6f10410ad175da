/**
 * Writes a migration from what the entities say and an up-to-date database does not.
 * Usage: COUNTERSIGN_* of a database with all migrations applied; `node dev/create-migration.ts <name>`
 */
import { readEnvironment } from '../src/config/environment.ts';
import { createOrm } from '../src/runtime/orm.ts';
import { Keyring } from '../src/security/keyring.ts';

const [name] = process.argv.slice(2);
if (!name) throw new Error('Name the migration: node dev/create-migration.ts <name>');
const environment = readEnvironment();
const orm = await createOrm(environment, new Keyring(environment.keyring), { statementTimeout: 0 });
const { fileName } = await orm.migrator.create(undefined, false, false, name);
process.stdout.write(`src/migrations/${fileName}\n`);
await orm.close();

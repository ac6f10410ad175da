import type { EntityManager } from '@mikro-orm/postgresql';
import type { Environment } from '../config/environment.ts';

type Connections = Pick<Environment, 'databaseUrl' | 'migrationDatabaseUrl' | 'maintenanceDatabaseUrl'>;

/** The PostgreSQL roles of an installation, by what each connection is for. One name may stand for several. */
export interface DatabaseRoles {
  /** Owns the schema and migrates it. */
  owner: string;
  /** Runs the API and the worker: it reads and writes rows, and only reads and adds events and decisions about consents. */
  running: string;
  /** Owns the table of events, so that it can make partitions and drop them. */
  maintenance: string;
}

/** Where the role that migrates connects. */
export function migrationUrlOf({
  migrationDatabaseUrl,
  databaseUrl,
}: Omit<Connections, 'maintenanceDatabaseUrl'>): string {
  return migrationDatabaseUrl ?? databaseUrl;
}

/** Where the role that keeps the partitions of events connects. */
export function maintenanceUrlOf({
  maintenanceDatabaseUrl,
  databaseUrl,
}: Omit<Connections, 'migrationDatabaseUrl'>): string {
  return maintenanceDatabaseUrl ?? databaseUrl;
}

/** Reads the names of the roles from the URLs that they connect with. Without a URL of its own the maintenance stays with the owner. */
export function databaseRolesOf(connections: Connections): DatabaseRoles {
  const owner = userOf(migrationUrlOf(connections));
  return {
    owner,
    running: userOf(connections.databaseUrl),
    maintenance: connections.maintenanceDatabaseUrl ? userOf(connections.maintenanceDatabaseUrl) : owner,
  };
}

/**
 * Gives each role what it needs, and the running role nothing that deletes an event or a decision about a consent, or changes the schema. It is safe to
 * repeat, and covers the tables that a migration has just made. With one role for everything there is nothing to grant.
 * @param em in a transaction, as the owner of the schema.
 */
export async function grantDatabaseRoles(
  em: EntityManager,
  { owner, running, maintenance }: DatabaseRoles,
): Promise<void> {
  const run = (sql: string) => em.execute(sql, [], 'run', em.getTransactionContext());
  const names = async (sql: string) =>
    (await em.execute<{ name: string }[]>(sql, [], 'all', em.getTransactionContext())).map(({ name }) => name);
  const eventTables = await names(`${eventTablesAnd} pg_get_userbyid(relowner) <> ${literal(maintenance)}`);
  if (maintenance !== owner) await run(`grant create, usage on schema public to ${quoted(maintenance)}`);
  for (const table of eventTables) await run(`alter table ${table} owner to ${quoted(maintenance)}`);
  if (running === owner) return;
  const [database] = await names('select quote_ident(current_database()) as name');
  await run(`revoke temporary, create on database ${database} from public`);
  await run(`revoke all on all tables in schema public from ${quoted(running)}`);
  const plain = await names(
    `select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
       and relname not in ('event', 'consent_event', 'schema_migration') and relname !~ '^event_(oldest|from_|pruned_)'`,
  );
  await run(`grant select, insert, update, delete on ${plain.join(', ')} to ${quoted(running)}`);
  await run(`grant select, insert on event, consent_event to ${quoted(running)}`);
  await run(`grant usage, select on all sequences in schema public to ${quoted(running)}`);
}

/** The table of events and its partitions; a condition follows. */
const eventTablesAnd = `select oid::regclass::text as name from pg_class
   where (oid = 'event'::regclass or oid in (select inhrelid from pg_inherits where inhparent = 'event'::regclass)) and`;

function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

import type { Deps } from './deps.ts';

/** Logs a warning when the database role of this process may delete or change events; operators can revoke that (docs/operations.md). */
export async function warnAboutPrivileges({ em, log }: Pick<Deps, 'em' | 'log'>): Promise<void> {
  try {
    const [row] = await em().execute<{ may: boolean }[]>(
      `select has_table_privilege('event', 'delete, update, truncate') as may`,
    );
    if (row?.may)
      log.warn('the database role of this process may delete and change events: run it as a role of its own');
  } catch (error) {
    // The database is unreachable or not migrated yet, which readiness reports.
    log.debug({ err: error }, 'the privileges of the database role could not be read');
  }
}

import type { Environment } from '../../config/environment.ts';
import type { Logger } from '../../config/logger.ts';
import type { Keyring } from '../../security/keyring.ts';
import { userHash } from '../../security/user-hash.ts';
import type { WorkflowConnection } from '../../workflows/workflow-connection.ts';

interface Deps {
  environment: Environment;
  keyring: Keyring;
  log: Logger;
}

/**
 * A workflow connection that loads Temporal's SDK when it is first used. For a command that ends after a second: half of that would be the
 * SDK, which most commands never use.
 */
export function createLateWorkflowConnection(deps: Deps): { connection: WorkflowConnection; close(): Promise<void> } {
  let opening: ReturnType<typeof open> | undefined;
  const connection = async () => (await (opening ??= open(deps))).connection;
  return {
    connection: {
      extraWaitMs: deps.environment.extraWait * 1_000,
      start: async (type, start) => (await connection()).start(type, start),
      update: async (id, update) => (await connection()).update(id, update),
      slowUpdate: async (id, update) => (await connection()).slowUpdate(id, update),
      cancel: async (id) => (await connection()).cancel(id),
      userHash: (userId) => userHash(deps.keyring, userId),
      check: async () => (await connection()).check(),
      schedules: async (wanted) => (await connection()).schedules(wanted),
    },
    close: async () => (await opening)?.temporal.close(),
  };
}

async function open(deps: Deps) {
  const [{ createTemporalConnection, quietTemporal }, { createWorkflowConnection }] = await Promise.all([
    import('./temporal-connection.ts'),
    import('./create-workflow-connection.ts'),
  ]);
  quietTemporal();
  const temporal = createTemporalConnection(deps.environment, deps.keyring);
  return { temporal, connection: createWorkflowConnection({ ...deps, temporal }) };
}

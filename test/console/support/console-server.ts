import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { buildWebPages } from '../../../dev/parts/web-pages.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';

/** A server with the console, whose database no other test uses. */
export interface ConsoleServer {
  endpoints: Endpoints;
  /** The variables of its processes, for work that bypasses the API. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export async function startConsoleServer(): Promise<ConsoleServer> {
  const [instance, folders] = await Promise.all([createSeededInstance(), buildWebPages()]);
  const server = await instance.startServer({
    COUNTERSIGN_PORTAL_FOLDER: folders.portal,
    COUNTERSIGN_CONSOLE_FOLDER: folders.console,
    COUNTERSIGN_PUBLIC_URL: `http://localhost:${instance.environment['COUNTERSIGN_LISTEN_PORT']}`,
  });
  return {
    endpoints: {
      ...useStack().endpoints,
      api: server.url,
      postgres_url: instance.environment['COUNTERSIGN_DATABASE_URL'] ?? '',
    },
    environment: instance.environment,
    stop: () => instance.stop(),
  };
}

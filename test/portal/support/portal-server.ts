import { freePort } from '../../../dev/ports.ts';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { startPages, type Pages } from '../../../dev/parts/pages.ts';
import { buildWebPages } from '../../../dev/parts/web-pages.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';

/** A server with the pages, under the name that passkeys need: `localhost`; and a shop whose customers sign in by it. */
export interface PortalServer {
  endpoints: Endpoints;
  /** The variables of its processes, for work that bypasses the API. */
  environment: Record<string, string>;
  /** The shop, the phone and the club. */
  pages: Pages;
  stop(): Promise<void>;
}

/** The record belongs to the process that started the stack; these children end by `stop` with the test. */
const unrecorded = { add() {}, remove() {}, close() {} };

export async function startPortalServer(): Promise<PortalServer> {
  const [instance, folders] = await Promise.all([createSeededInstance(), buildWebPages()]);
  const ports = { demoSite: await freePort(), demoPhone: await freePort(), demoClub: await freePort() };
  await instance.seed({ pages: true, ports });
  const server = await instance.startServer({
    COUNTERSIGN_PORTAL_FOLDER: folders.portal,
    COUNTERSIGN_CONSOLE_FOLDER: folders.console,
    COUNTERSIGN_PUBLIC_URL: `http://localhost:${instance.environment['COUNTERSIGN_LISTEN_PORT']}`,
    COUNTERSIGN_CORS_ORIGINS: Object.values(ports)
      .map((port) => `http://127.0.0.1:${port}`)
      .join(','),
    // The certificates of people: the browsers of the walk play the proxy that adds them.
    COUNTERSIGN_CLIENT_CERTIFICATE_HEADER: 'trusted',
    COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES: '127.0.0.1,::1',
    COUNTERSIGN_TRUSTED_PROXIES: '1',
  });
  const { infrastructure, endpoints } = useStack();
  const pages = await startPages({ infrastructure, api: server.url, ports, record: unrecorded });
  return {
    endpoints: { ...endpoints, api: server.url },
    environment: instance.environment,
    pages,
    stop: async () => {
      await pages.stop();
      await instance.stop();
    },
  };
}

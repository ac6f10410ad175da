import { afterAll, beforeAll } from 'vitest';
import { addProvider } from '../../authentication/sso/support/provider-sign-in.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';

/** A server for the tests of one file, whose settings they may change. */
export interface TokenServer extends Pick<OwnServer, 'endpoints' | 'deps' | 'change'> {
  /** Id of an identity provider. */
  readonly provider: string;
  /** Runs a statement in its database. */
  sql<Row extends object = object>(text: string, parameters?: unknown[]): Promise<Row[]>;
}

/** Starts a server with these settings before the tests of the file, and stops it after them. */
export function useTokenServer(settings: Parameters<OwnServer['change']>[0] = {}): TokenServer {
  let own: OwnServer;
  let provider: string;
  beforeAll(async () => {
    own = await startOwnServer();
    if (Object.keys(settings).length > 0) await own.change(settings);
    provider = await addProvider(own.endpoints, 'google');
  });
  afterAll(() => own.stop());
  return {
    get endpoints() {
      return own.endpoints;
    },
    get deps() {
      return own.deps;
    },
    get provider() {
      return provider;
    },
    change: (changes) => own.change(changes),
    sql: (text, parameters = []) => query(own.endpoints.postgres_url, text, parameters),
  };
}

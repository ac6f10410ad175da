/**
 * What a sign-in is measured against, in a process of its own like the product: `node floor-server.ts provider|requests`. Prints its port.
 *
 *   provider   oidc-provider with its own storage in memory, and the features that the product has switched on
 *   requests   Koa with a prepared statement in each request; a request to `/password` derives an Argon2id hash too, one to `/insert` inserts
 */
import { argon2, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import Koa from 'koa';
import { Provider } from 'oidc-provider';
import type { JWK } from 'oidc-provider';
import pLimit from 'p-limit';
import pg from 'pg';
import { floorApis, floorClient } from './floor-client.ts';

const derive = promisify(argon2);

if (process.argv[2] === 'provider') serve(createProvider().callback());
else serve(createRequests(process.env['COUNTERSIGN_DATABASE_URL'] ?? ''));

function createProvider(): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: 'floor', alg: 'ES256', use: 'sig' };
  const apiOf = (audience: string) => ({
    scope: 'read write',
    audience,
    accessTokenFormat: audience === floorApis.jwt ? 'jwt' : 'opaque',
    jwt: { sign: { alg: 'ES256' } },
  });
  return new Provider('http://127.0.0.1', {
    jwks: { keys: [key] } as never,
    clients: [
      {
        client_id: floorClient.id,
        client_secret: floorClient.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => floorApis.opaque,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, identifier) => apiOf(identifier) as never,
      },
    },
  });
}

function createRequests(connectionString: string): ReturnType<Koa['callback']> {
  const pool = new pg.Pool({ connectionString, max: 10 });
  const inTurn = pLimit(2);
  const app = new Koa();
  app.use(async (context) => {
    await pool.query<object, unknown[]>(context.path === '/insert' ? insert() : look);
    if (context.path === '/password') await inTurn(hash);
    context.body = { status: 'ok' };
  });
  return app.callback();
}

const look = { name: 'look', text: 'select name, value from setting where name = $1', values: ['push_budget'] };
const insert = () => ({
  name: 'insert',
  text: "insert into used_proof (id, expires_at) values ($1, now() + interval '1 hour')",
  values: [randomBytes(32)],
});

/** The parameters of the product: OWASP's for Argon2id. */
function hash(): Promise<Buffer> {
  const [memory, passes, parallelism, tagLength] = [19_456, 2, 1, 32];
  return derive('argon2id', { message: 'password', nonce: randomBytes(16), parallelism, tagLength, memory, passes });
}

function serve(listener: (...arguments_: never[]) => unknown): void {
  const server = createServer(listener as never).listen(0, '127.0.0.1', () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  });
}

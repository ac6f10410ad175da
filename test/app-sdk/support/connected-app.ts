import {
  createCountersignApp,
  memoryStorage,
  type AppStorage,
  type CountersignApp,
  type CountersignAppOptions,
} from '../../../app-sdk/index.ts';
import { deviceIdOf, type DevicePublicKey } from '../../../app-sdk/device-key.ts';
import { createPgpSession, generateProfileKeys, type PgpSession } from '../../../app-sdk/key-enrollment/pgp.ts';
import { quickPinCrypto } from './node-pin-crypto.ts';
import { startProtocolServer, type ProtocolServer, type Received, type Reply } from './protocol-server.ts';

export const PROFILE_ID = '0b6cf9a2-6a54-4b8f-9d0e-8d0a7d9f4c11';

/** An app and a server that have exchanged registration, tokens and keys. */
export interface Connected {
  app: CountersignApp;
  server: ProtocolServer;
  storage: AppStorage;
  /** The waits that the app asked for, in milliseconds; the test does not sleep. */
  waits: number[];
  /** The server's side of the PGP keys, available after `enrollKeys`. */
  serverPgp(): PgpSession;
}

export interface ConnectedOptions {
  clock?: () => Date;
  storage?: AppStorage;
  expiresIn?: number;
  app?: Partial<CountersignAppOptions>;
}

/** An app that has not registered yet, and a server that accepts registration, codes, refreshes and keys. */
export async function startApp(options: ConnectedOptions = {}): Promise<Connected> {
  const server = await startProtocolServer();
  const storage = options.storage ?? memoryStorage();
  const waits: number[] = [];
  let serverPgp: PgpSession | undefined;
  server.on('POST /app/v1/registrations', registrationReply);
  server.on('POST /oauth/token', tokenReply(options.expiresIn ?? 600));
  server.on('POST /app/v1/key-enrollment', async ({ body }) => {
    const keys = await generateProfileKeys('countersign', new Date());
    serverPgp = await createPgpSession(keys.privateKey, (JSON.parse(body) as { public_key: string }).public_key);
    return { body: { server_public_key: keys.publicKey } };
  });
  const app = createCountersignApp({
    origin: server.origin,
    storage,
    clock: options.clock,
    pinCrypto: quickPinCrypto,
    ...options.app,
    delay: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
    },
  });
  return { app, server, storage, waits, serverPgp: () => serverPgp! };
}

/** An app that is registered and connected to `PROFILE_ID`. */
export async function connectApp(options: ConnectedOptions = {}): Promise<Connected> {
  const connected = await startApp(options);
  await connected.app.register({
    application: 'demo',
    platform: 'android',
    version: '1.0',
    device: { name: 'Test phone' },
  });
  await connected.app.connect('enrolment-code');
  return connected;
}

async function registrationReply({ proofKey }: Received): Promise<Reply> {
  return { status: 201, body: { device_id: await deviceIdOf(proofKey as DevicePublicKey), client_id: 'client-1' } };
}

/** Numbers every token pair, so that tests can see which one is in use. */
export function tokenReply(expiresIn: number): () => Reply {
  let issued = 0;
  return () => {
    issued++;
    return {
      body: {
        access_token: `access-${issued}`,
        token_type: 'DPoP',
        expires_in: expiresIn,
        refresh_token: `refresh-${issued}`,
        scope: 'app',
        user_id: 'alex',
        profile_id: PROFILE_ID,
      },
    };
  };
}

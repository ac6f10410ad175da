import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { isDatabaseAway } from '../../../src/errors/database-away.ts';
import { loadConfiguration } from '../../../src/commands/configuration/load-configuration.ts';
import type { AuthorizationServerDeps } from '../../../src/authorization-server/authorization-server-deps.ts';
import type { AuthorizationServer } from '../../../src/authorization-server/authorization-server.ts';
import { createAuthorizationServer } from '../../../src/authorization-server/create-authorization-server.ts';
import { noCompletedFlows } from '../../../src/authorization-server/interactions/completed-flows.ts';
import { mountAuthorizationServer } from '../../../src/authorization-server/mount.ts';
import { createAuthenticationFailures } from '../../../src/commands/configuration/api-client-authentication.ts';
import { createSecretLimits } from '../../../src/commands/configuration/secret-limits.ts';
import { loadRegisteredPolicies } from '../../../src/commands/authentication/policies/registered-policies.ts';
import { loadOauthRegistry } from '../../../src/commands/tokens/registry/oauth-registry.ts';
import { createOrm } from '../../../src/database/orm.ts';
import { createEnrollmentCode } from '../../../src/commands/devices/enrollment-codes/create-enrollment-code.ts';
import { registerDevice } from '../../../src/commands/devices/registration/register-device.ts';
import type { GeneralSettings } from '../../../src/domain/configuration/general-settings.ts';
import { ApplicationVersion } from '../../../src/entities/configuration/application-version.ts';
import { Application } from '../../../src/entities/configuration/application.ts';
import { Setting } from '../../../src/entities/configuration/setting.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { createTestDatabase } from './test-database.ts';
import { createNotificationHub } from '../../../src/database/notification-hub.ts';
import { createLogger } from '../../../src/runtime/logger.ts';
import { createPasswordDeps } from '../../../src/runtime/sign-in/password-deps.ts';
import { createMethodMails } from '../../../src/commands/authentication/contacts/method-mails.ts';
import { relyingPartyOf } from '../../../src/domain/persons/sign-in-methods/passkey/relying-party.ts';
import { CountersignError } from '../../../src/errors/countersign-error.ts';
import { createRemovals } from '../../../src/commands/removals/removals.ts';
import type { TestDatabase } from './test-database.ts';
import { finishSignIns } from './finish-sign-ins.ts';
import { TestDevice } from './test-device.ts';
import type { ProofOptions } from './test-device.ts';

export const enrollmentCodeGrant = 'urn:countersign:grant-type:enrollment-code';
export const browserOrigin = 'https://phone.example';

export interface TokenAnswer {
  status: number;
  headers: Headers;
  body: Record<string, string> & { expires_in?: number };
}

/** A registered phone. */
export interface Phone {
  device: TestDevice;
  clientId: string;
}

/** The authorization server over HTTP, inside another Koa app, on a database of its own. */
export class AuthorizationServerUnderTest {
  readonly database: TestDatabase;
  readonly deps: AuthorizationServerDeps;
  readonly server: AuthorizationServer;
  readonly url: string;
  readonly logged: { level: string; fields: Record<string, unknown> }[];
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<AuthorizationServerUnderTest, 'database' | 'deps' | 'server' | 'url' | 'logged'>,
    close: () => Promise<void>,
  ) {
    this.database = parts.database;
    this.deps = parts.deps;
    this.server = parts.server;
    this.url = parts.url;
    this.logged = parts.logged;
    this.#close = close;
  }

  /** @param environment beside what every server of a test has. */
  static async start(
    parts: Partial<AuthorizationServerDeps> = {},
    environment: Partial<AuthorizationServerDeps['environment']> = {},
  ): Promise<AuthorizationServerUnderTest> {
    const keyring = new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
    const database = await createTestDatabase(keyring);
    const em = () => database.orm.em.fork();
    // The product has both in memory: a request that holds a connection waits for no other.
    const settings = await createOrm({ databaseUrl: database.url, databasePoolSize: 2, extraWait: 60 }, keyring);
    const settingsDeps = { em: () => settings.em.fork() };
    await createApplication(em());
    const http = createServer();
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const notifications = createNotificationHub({
      environment: { databaseUrl: database.url },
      log: createLogger('fatal', 'test'),
    });
    const logged: AuthorizationServerUnderTest['logged'] = [];
    const log = (level: string) => (fields: object) =>
      void logged.push({ level, fields: fields as Record<string, unknown> });
    const deps: AuthorizationServerDeps = {
      em,
      clock: () => new Date(),
      random: randomBytes,
      keyring,
      removals: createRemovals([]),
      // There is no Temporal here: messages stay where they are written.
      methodMails: createMethodMails({
        ...{ em, clock: () => new Date(), keyring, relyingParty: relyingPartyOf(url), environment: { publicUrl: url } },
        engine: { message: { start: () => Promise.reject(new CountersignError('engine_unreachable')) } },
      }),
      configuration: { current: () => loadConfiguration(settingsDeps) },
      notifications,
      registry: { current: () => loadOauthRegistry(settingsDeps) },
      policies: { current: () => loadRegisteredPolicies(settingsDeps) },
      clientKeys: { find: async () => [] },
      authenticationFailures: createAuthenticationFailures({
        em,
        clock: () => new Date(),
        metrics: { countAuthenticationFailure: () => undefined },
      }),
      secretLimits: createSecretLimits({ em, clock: () => new Date(), keyring }),
      ...createPasswordDeps({ publicUrl: url }, keyring),
      environment: { publicUrl: url, corsOrigins: [browserOrigin], ...environment },
      log: { warn: log('warn'), error: log('error') },
      isDatabaseAway,
      clockWatch: { isWithinLimit: () => true },
      completedFlows: noCompletedFlows,
      geolocation: { locate: async () => ({ status: 'unknown' }) },
      ...parts,
    };
    const server = createAuthorizationServer(deps);
    const app = new Koa({ proxy: true });
    http.on('request', app.use(finishSignIns(server)).use(mountAuthorizationServer(server)).callback());
    return new AuthorizationServerUnderTest({ database, deps, server, url, logged }, async () => {
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
      await notifications.close();
      await settings.close();
      await database.drop();
    });
  }

  stop(): Promise<void> {
    return this.#close();
  }

  /** Sets general settings; the server reads them for each request. */
  async configure(settings: Partial<GeneralSettings>): Promise<void> {
    for (const [name, value] of Object.entries(settings)) await this.deps.em().upsert(Setting, { name, value });
  }

  async createPhone(version = '1.0'): Promise<Phone> {
    const device = await TestDevice.create();
    const { clientId } = await registerDevice(this.deps, {
      application: 'shop',
      platform: 'android',
      version,
      device: { name: 'Pixel' },
      deviceId: device.id,
      publicJwk: device.publicJwk,
      origin: { requestId: 'test' },
    });
    return { device, clientId };
  }

  async createCode(userId: string = randomUUID()): Promise<string> {
    return (await createEnrollmentCode(this.deps, { userId, requestId: 'test' })).code;
  }

  /** Posts to the token endpoint, with a proof by the phone's key unless the options have another. */
  async token(
    phone: Phone,
    form: Record<string, string>,
    options: { proof?: string | null; headers?: Record<string, string> } = {},
  ): Promise<TokenAnswer> {
    const proof = options.proof === undefined ? await this.prove(phone, '/oauth/token') : options.proof;
    return this.post(
      '/oauth/token',
      { client_id: phone.clientId, ...form },
      { ...(proof && { DPoP: proof }), ...options.headers },
    );
  }

  connect(
    phone: Phone,
    code: string,
    options: Parameters<AuthorizationServerUnderTest['token']>[2] = {},
  ): Promise<TokenAnswer> {
    return this.token(phone, { grant_type: enrollmentCodeGrant, enrollment_code: code }, options);
  }

  refresh(
    phone: Phone,
    refreshToken: string,
    options: Parameters<AuthorizationServerUnderTest['token']>[2] = {},
  ): Promise<TokenAnswer> {
    return this.token(phone, { grant_type: 'refresh_token', refresh_token: refreshToken }, options);
  }

  prove({ device }: Phone, path: string, options: Omit<ProofOptions, 'url'> = {}): Promise<string> {
    return device.prove({ url: `${this.url}${path}`, ...options });
  }

  async post(
    path: string,
    form: Record<string, string> | string,
    headers: Record<string, string> = {},
  ): Promise<TokenAnswer> {
    const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  /** Verifies an access token as the app API does for a request. */
  async verify(phone: Phone, accessToken: string, proof?: string) {
    const request = { method: 'GET', url: `${this.url}/app/v1/transactions`, origin: { requestId: 'test' } };
    const dpop = proof ?? (await phone.device.prove({ ...request, accessToken }));
    return this.server.verifyAccessToken({ ...request, dpop, authorization: `DPoP ${accessToken}` });
  }
}

async function createApplication(em: ReturnType<AuthorizationServerDeps['em']>): Promise<void> {
  const application = randomUUID();
  await em.insert(Application, {
    id: application,
    identifier: 'shop',
    name: 'Shop',
    serverPublicKey: 'public',
    serverPrivateKey: 'private',
    serverKeyFingerprint: 'fingerprint',
  });
  for (const [versionName, status] of Object.entries({
    '1.0': 'LOGIN_REGISTRATION',
    '0.9': 'LOGIN_ONLY',
    '0.1': 'DISABLED',
  } as const)) {
    await em.insert(ApplicationVersion, { id: randomUUID(), application, platform: 'android', versionName, status });
  }
}

/**
 * Fills an empty database with a demonstration: three API clients, three people who are operators, one app on both platforms, types
 * of mobile authentication, and customers with a password and geolocation for its pages. In a database with the demonstration it only updates the
 * credentials and addresses of the sandbox, and adds missing API clients, operators and types.
 * Usage: COUNTERSIGN_* environment, SEED_FILE = path of a private JSON file (see `SeedFile`); `node dev/seed.ts`
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EntityManager } from '@mikro-orm/postgresql';
import { changePerson } from '../src/commands/persons/profile/change-person.ts';
import { assignRole } from '../src/commands/persons/roles/change-roles.ts';
import { noMethodMails } from '../src/commands/persons/sign-in-methods/changes/method-mails.ts';
import { setPassword } from '../src/commands/persons/sign-in-methods/password/set-password.ts';
import { createRemovals } from '../src/commands/removals/removals.ts';
import { geolocationId } from '../src/commands/configuration/resources/geolocation.ts';
import { notify } from '../src/database/notify.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { defaultMessageKey } from '../src/domain/configuration/mobile-authentication-types/default-message.ts';
import type { HubRole } from '../src/domain/persons/roles/hub-roles.ts';
import { contextTemplateKey } from '../src/domain/configuration/message-templates/placeholders.ts';
import { shippedTemplates } from '../src/domain/configuration/message-templates/shipped-templates.ts';
import { timeOrderedId } from '../src/entities/columns/id.ts';
import { ApiClient } from '../src/entities/configuration/api-client.ts';
import { ApplicationVersion } from '../src/entities/configuration/application-version.ts';
import { Application } from '../src/entities/configuration/application.ts';
import { GeolocationService } from '../src/entities/configuration/geolocation-service.ts';
import { MessageTemplate } from '../src/entities/configuration/message-template.ts';
import { MobileAuthenticationType } from '../src/entities/configuration/mobile-authentication-type.ts';
import { PushConfiguration } from '../src/entities/configuration/push-configuration.ts';
import { Setting } from '../src/entities/configuration/setting.ts';
import { Person } from '../src/entities/persons/person.ts';
import { User } from '../src/entities/persons/user.ts';
import { putIdentityProvider, type DemoProvider } from './seeding/identity-provider.ts';
import { operators } from './seeding/operators.ts';
import { putSites, type Sites } from './seeding/sites.ts';
import { createOrm } from '../src/database/orm.ts';
import { hashClientSecret } from '../src/security/clients/client-secret.ts';
import { Keyring } from '../src/security/keyring.ts';
import { createPasswords } from '../src/security/password.ts';
import { generateServerKeys } from '../src/security/pgp/pgp.ts';
import type { DemoCustomer } from './parts/demonstration.ts';

interface SeedFile extends Sites {
  clients: Record<'mobile_authentication' | 'end_user' | 'administration', { id: string; secret: string }>;
  /** URL of the sandbox's geolocation service; absent: no geolocation. */
  geolocation_url?: string;
  push_freeze_minutes?: number;
  /** A provider of the sandbox that people sign in with; absent without pages. */
  identity_provider?: DemoProvider;
  customers?: DemoCustomer[];
  sandbox: { fcm_service_account: object; apns: { team_id: string; key_id: string; p8: string } };
  demo_phone_url: string;
}

const applicationIdentifier = 'northwind-id';
const bundleIdentifier = 'com.northwind.id';
const versionName = '1.0.0';
const platforms = ['android', 'ios'] as const;

const types = [
  {
    name: 'login_with_push',
    method: 'PUSH',
    requestExpiresIn: 120,
    message: { en: 'Sign in to Northwind Energy?', nl: 'Inloggen bij Northwind Energy?' },
  },
  {
    name: 'login_with_code',
    method: 'PUSH',
    requestExpiresIn: 120,
    verificationCodeRequired: true,
    message: { en: 'Sign in to Northwind Energy?', nl: 'Inloggen bij Northwind Energy?' },
  },
  {
    name: 'payment_with_push',
    method: 'PUSH',
    requestExpiresIn: 120,
    fallbackType: 'payment_with_sms',
    message: { en: 'Approve this payment to Northwind Energy?' },
  },
  {
    name: 'payment_with_pin',
    method: 'PUSH_WITH_PIN',
    requestExpiresIn: 120,
    message: { en: 'Approve this payment to Northwind Energy with your PIN?' },
  },
  {
    name: 'payment_with_fingerprint',
    method: 'PUSH_WITH_FINGERPRINT',
    requestExpiresIn: 120,
    message: { en: 'Approve this payment to Northwind Energy with your fingerprint?' },
  },
  {
    name: 'payment_with_code',
    method: 'PUSH',
    requestExpiresIn: 120,
    verificationCodeRequired: true,
    message: { en: 'Approve this payment to Northwind Energy?' },
  },
  {
    name: 'login_with_fingerprint',
    method: 'PUSH_WITH_FINGERPRINT',
    requestExpiresIn: 120,
    message: { en: 'Sign in to Northwind Energy with your fingerprint?' },
  },
  {
    name: 'login_with_device_check',
    method: 'PUSH_WITH_CUSTOM_AUTHENTICATOR',
    requestExpiresIn: 120,
    message: { en: 'Sign in to Northwind Energy?' },
  },
  {
    name: 'login_with_otp',
    method: 'OTP',
    requestExpiresIn: 120,
    message: { en: 'Sign in to Northwind Energy here?' },
  },
  {
    name: 'payment_with_otp',
    method: 'OTP',
    requestExpiresIn: 120,
    message: { en: 'Approve this payment to Northwind Energy?' },
  },
  {
    name: 'payment_with_sms',
    method: 'SMS',
    requestExpiresIn: 300,
    maxAllowedAttempts: 3,
    maxAllowedResends: 3,
    message: { en: 'Your Northwind Energy code is {code}.' },
  },
  { name: 'short_push', method: 'PUSH', requestExpiresIn: 8, message: { en: 'Quick: approve this payment?' } },
] as const;

const environment = readEnvironment();
const keyring = new Keyring(environment.keyring);
const orm = await createOrm(environment, keyring);
const passwords = createPasswords({ keyring, random: randomBytes, mostWaiting: 0 });
const seedFile = process.env['SEED_FILE'];
if (!seedFile) throw new Error('SEED_FILE names the file with client credentials and the sandbox credentials');
const seed = JSON.parse(readFileSync(seedFile, 'utf8')) as SeedFile;

await orm.em.fork().transactional(async (em) => {
  await em.execute('select pg_advisory_xact_lock(7100002)');
  const configurations = await putPushConfigurations(em);
  await putClients(em);
  if ((await em.count(Application)) === 0) await putDemonstration(em, configurations);
  // The port of the phone can have changed.
  await em.nativeUpdate(Application, { identifier: applicationIdentifier }, { appLinkUrl: `${seed.demo_phone_url}/` });
  await putTypes(em);
  if (seed.geolocation_url) await putGeolocation(em, seed.geolocation_url);
  if (seed.shop)
    await putSetting(em, 'action_token_redirects', [`${environment.publicUrl}/account`, `${seed.shop.url}/sign-in`]);
  if (seed.push_freeze_minutes) await putSetting(em, 'push_freeze_minutes', seed.push_freeze_minutes);
  if (seed.shop) await putSetting(em, 'login_mobile_authentication_type', 'login_with_code');
  if (seed.identity_provider) await putIdentityProvider(em, seed.identity_provider);
  await putSites(em, keyring, seed);
  await notify(em, 'configuration', 'seed');
});
for (const customer of seed.customers ?? []) await putPerson(customer);
for (const operator of operators) await putOperator(operator);
await orm.close();

/** The ports of the sandbox can change, so its credentials are written at every start. */
async function putPushConfigurations(em: EntityManager): Promise<Record<(typeof platforms)[number], string>> {
  const { apns, fcm_service_account: serviceAccount } = seed.sandbox;
  const credentials = {
    android: { fcmServiceAccount: JSON.stringify(serviceAccount) },
    ios: { apnsTeamId: apns.team_id, apnsKeyId: apns.key_id, apnsPrivateKey: apns.p8 },
  };
  const put = async (platform: (typeof platforms)[number]) => {
    const name = `sandbox ${platform}`;
    const known = await em.findOne(PushConfiguration, { name });
    if (known) em.assign(known, credentials[platform]);
    const configuration =
      known ??
      em.create(
        PushConfiguration,
        { id: timeOrderedId(), name, platform, ...credentials[platform] },
        { persist: true },
      );
    await em.flush();
    return configuration.id;
  };
  return { android: await put('android'), ios: await put('ios') };
}

async function putDemonstration(em: EntityManager, configurations: Record<string, string>): Promise<void> {
  const { publicKey, privateKey, fingerprint } = await generateServerKeys(applicationIdentifier, new Date());
  const serverKey = { serverPublicKey: publicKey, serverPrivateKey: privateKey, serverKeyFingerprint: fingerprint };
  const application = em.create(
    Application,
    {
      id: timeOrderedId(),
      identifier: applicationIdentifier,
      name: 'Northwind ID',
      scopes: ['app', 'read', 'write', 'application-details'],
      ...serverKey,
    },
    { persist: true },
  );
  await em.flush();
  for (const platform of platforms) {
    em.create(
      ApplicationVersion,
      {
        id: timeOrderedId(),
        application: application.id,
        platform,
        versionName,
        pushConfiguration: configurations[platform],
        bundleIdentifier,
      },
      { persist: true },
    );
  }
}

/** Adds missing types to an existing demonstration. */
async function putTypes(em: EntityManager): Promise<void> {
  const known = new Set((await em.find(MobileAuthenticationType, {}, { fields: ['name'] })).map(({ name }) => name));
  for (const { message, ...type } of types.filter(({ name }) => !known.has(name))) {
    em.create(MobileAuthenticationType, type, { persist: true });
    for (const [locale, body] of Object.entries(message))
      em.create(MessageTemplate, { key: defaultMessageKey(type.name), locale, body }, { persist: true });
  }
}

/** Keeps an existing value. */
async function putSetting(em: EntityManager, name: string, value: unknown): Promise<void> {
  if (!(await em.findOne(Setting, { name }))) em.create(Setting, { name, value }, { persist: true });
}

/** The phone shows where a payment was started next to the shop's text: the shop compares the signed text literally. */
async function putGeolocation(em: EntityManager, url: string): Promise<void> {
  const known = await em.findOne(GeolocationService, { id: geolocationId });
  if (known?.url?.startsWith('https://127.0.0.1:')) known.url = url;
  if (known) return;
  em.create(
    GeolocationService,
    { id: geolocationId, provider: 'HTTP', url, headers: JSON.stringify({ Authorization: 'Bearer sandbox' }) },
    { persist: true },
  );
  await putSetting(em, 'geolocation_enabled', true);
  for (const locale of Object.keys(shippedTemplates)) {
    const there = await em.count(MessageTemplate, { key: contextTemplateKey, locale });
    if (there === 0)
      em.create(MessageTemplate, { key: contextTemplateKey, locale, body: '[message]' }, { persist: true });
  }
}

async function putClients(em: EntityManager): Promise<void> {
  const { mobile_authentication: site, end_user: users, administration } = seed.clients;
  await putClient(em, site, 'Demonstration site', ['onegini_api_mobile_authentication']);
  await putClient(em, users, 'Demonstration user management', ['onegini_api_end_user', 'onegini_api_persons']);
  const scopes = ['onegini_api_admin', 'onegini_api_config', 'onegini_api_events', 'onegini_api_token_introspection'];
  await putClient(em, administration, 'Demonstration administration', scopes);
}

async function putClient(
  em: EntityManager,
  { id, secret }: { id: string; secret: string },
  name: string,
  scopes: string[],
): Promise<void> {
  if ((await em.count(ApiClient, { id })) === 0)
    await em.insert(ApiClient, { id, name, secretHash: hashClientSecret(keyring, id, secret), scopes });
}

/**
 * Adds a person of the demonstration with a password. The user may exist already, because a phone was connected.
 * @returns whether the person was not there.
 */
async function putPerson({ id, username, name, email, password }: DemoCustomer): Promise<boolean> {
  // A first password ends nothing.
  const parts = { removals: createRemovals([]), methodMails: noMethodMails, random: randomBytes, serviceWords: [] };
  const deps = { em: () => orm.em.fork(), clock: () => new Date(), keyring, passwords, ...parts };
  if ((await deps.em().count(Person, { $or: [{ user: id }, { usernameKey: username }] })) > 0) return false;
  await deps.em().upsert(User, { id });
  const origin = { requestId: randomUUID() };
  const emails = [{ value: email, isPrimary: true, tag: null, verified: true }];
  const values = { username, givenName: name, displayName: name, emails };
  await changePerson(deps, { userId: id, values, ifMatch: undefined, origin });
  await setPassword(deps, { personId: id, password, origin });
  return true;
}

/** The same with hub roles. Those of a person who is there already stay as they are. */
async function putOperator({ roles, ...person }: DemoCustomer & { roles: readonly HubRole[] }): Promise<void> {
  if (!(await putPerson(person))) return;
  const about = { personId: person.id, givenBy: null, now: new Date(), origin: { requestId: randomUUID() } };
  await orm.em.fork().transactional(async (em) => {
    for (const role of roles) await assignRole(em, { ...about, role });
  });
}

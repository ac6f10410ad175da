import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { hashArtifactId } from '../../src/authorization-server/adapter/artifact-id.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { ApplicationVersion } from '../../src/entities/configuration/application-version.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { AuthenticatorKey } from '../../src/entities/devices/authenticator-key.ts';
import { Device } from '../../src/entities/devices/device.ts';
import { KeyEnrollment } from '../../src/entities/devices/key-enrollment.ts';
import { PushEnrollment } from '../../src/entities/push/push-enrollment.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { User } from '../../src/entities/persons/user.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../src/entities/tokens/oauth-grant.ts';
import type { Keyring } from '../../src/security/keyring.ts';
import { generateServerKeys } from '../../src/security/pgp/pgp.ts';

/** What all of them have in common. */
interface Background {
  keyring: Keyring;
  now: number;
  application: string;
  versions: readonly string[];
  pgp: { publicKey: string; fingerprint: string };
  serverKeyFingerprint: string;
}

const day = 24 * 3_600_000;
/** Users of one statement for each table. */
const batch = 500;

/** Of the user with this number; the same in every run, so that a run can ask for them. */
export const seededUser = (index: number) => `seeded-user-${index}`;
export const seededAccessToken = (index: number) => `seeded-access-token-${index}`;
const seededClient = (index: number) => uuidOf(`client ${index}`);

/**
 * Users with a phone each: its key, their PIN, their PGP keys, a proven push token, and an access and a refresh token. Every
 * tenth has a second phone. Encrypted columns are encrypted, hashes are the ones that are looked up.
 */
export async function seedPeople(
  em: () => EntityManager,
  keyring: Keyring,
  users: number,
  tell: (done: number) => void,
): Promise<void> {
  const background = await findBackground(em(), keyring);
  for (let first = 0; first < users; first += batch) {
    const numbers = Array.from({ length: Math.min(batch, users - first) }, (_, index) => first + index);
    const rows = numbers.flatMap((user) => phonesOf(user).map((phone) => phoneRows(background, user, phone)));
    await em().transactional((inner) => insertPeople(inner, background, numbers, rows));
    tell(first + numbers.length);
  }
}

function phonesOf(user: number): number[] {
  return user % 10 === 0 ? [0, 1] : [0];
}

type PhoneRows = ReturnType<typeof phoneRows>;

/** One statement for each table, in the order of their foreign keys. */
async function insertPeople(em: EntityManager, { now }: Background, users: number[], rows: PhoneRows[]): Promise<void> {
  const accounts = users.map((user) => ({ id: seededUser(user), createdAt: createdAtOf(user, now) }));
  const columns = <Name extends keyof PhoneRows>(name: Name) => rows.map((row) => row[name]);
  await em.insertMany(User, accounts);
  await em.insertMany(Device, columns('device'));
  await em.insertMany(Registration, columns('registration'));
  await em.insertMany(AuthenticatorKey, columns('pin'));
  await em.insertMany(KeyEnrollment, columns('keys'));
  await em.insertMany(PushEnrollment, columns('push'));
  await em.insertMany(OauthGrant, columns('grant'));
  await em.insertMany(OauthArtifact, columns('tokens').flat());
}

function createdAtOf(user: number, now: number): Date {
  return new Date(now - day * (user % 300));
}

async function findBackground(em: EntityManager, keyring: Keyring): Promise<Background> {
  const application = await em.findOneOrFail(Application, { identifier: 'northwind-id' });
  const versions = await em.find(ApplicationVersion, { application: application.id });
  const now = Date.now();
  // One pair for all: what is measured is where it lies, and a hundred thousand take hours to make.
  return {
    keyring,
    now,
    application: application.id,
    versions: versions.map(({ id }) => id),
    pgp: await generateServerKeys('seeded', new Date(now)),
    serverKeyFingerprint: application.serverKeyFingerprint,
  };
}

/** What the rows of one phone share. */
interface Phone {
  /** Number of the user, a dot, number of the phone. */
  name: string;
  createdAt: Date;
  client: string;
  publicJwk: { kty: string; crv: string; x: string; y: string };
  ids: { user: string; device: string; registration: string; grant: string };
}

function phoneRows(background: Background, user: number, number: number) {
  const phone = describePhone(background, user, number);
  const { ids, createdAt, client, name } = phone;
  const accessToken = number === 0 ? seededAccessToken(user) : `second ${user}`;
  return {
    device: deviceRow(background, user, phone),
    registration: { id: ids.registration, user: ids.user, device: ids.device, createdAt, lastLoginAt: createdAt },
    ...keyRows(background, phone),
    push: pushRow(background, phone),
    grant: {
      id: ids.grant,
      accountId: ids.user,
      clientId: client,
      device: ids.device,
      registration: ids.registration,
      payload: {},
      createdAt,
      expiresAt: new Date(background.now + 90 * day),
    },
    tokens: [
      tokenRow(background, 'AccessToken', ids, client, accessToken),
      tokenRow(background, 'RefreshToken', ids, client, `refresh ${name}`),
    ],
  };
}

function describePhone({ now }: Background, user: number, number: number): Phone {
  const name = `${user}.${number}`;
  const coordinate = (axis: 'x' | 'y') => digest(`${axis} ${name}`).toString('base64url');
  return {
    name,
    createdAt: createdAtOf(user, now),
    client: number === 0 ? seededClient(user) : uuidOf(`second client ${user}`),
    publicJwk: { kty: 'EC', crv: 'P-256', x: coordinate('x'), y: coordinate('y') },
    ids: {
      user: seededUser(user),
      device: digest(`device ${name}`).toString('hex'),
      registration: uuidOf(`registration ${name}`),
      grant: digest(`grant ${name}`).toString('base64url'),
    },
  };
}

function deviceRow({ versions }: Background, user: number, { ids, client, publicJwk, createdAt }: Phone) {
  return {
    id: ids.device,
    clientId: client,
    applicationVersion: versions[user % versions.length] as string,
    name: `Phone of user ${user}`,
    model: 'Seeded 1',
    osVersion: '16',
    publicJwk,
    createdAt,
  };
}

function keyRows({ pgp, serverKeyFingerprint }: Background, { ids, publicJwk, createdAt }: Phone) {
  const { registration } = ids;
  return {
    pin: {
      registration,
      name: 'pin',
      publicJwk: JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: publicJwk.x }),
      failedAttempts: 0,
      createdAt,
    },
    keys: { registration, publicKey: pgp.publicKey, fingerprint: pgp.fingerprint, serverKeyFingerprint, createdAt },
  };
}

function pushRow({ application, keyring }: Background, { name, ids, createdAt }: Phone) {
  return {
    id: timeOrderedId(createdAt.getTime()),
    registration: ids.registration,
    userId: ids.user,
    applicationId: application,
    exclusive: false,
    purpose: 'enrollment' as const,
    status: 'enrolled' as const,
    pushToken: `seeded-push-token-${name}`,
    pushTokenHash: keyring.lookupHash(`seeded-push-token-${name}`, 'push_enrollment.push_token'),
    createdAt,
    expiresAt: createdAt,
    enrolledAt: createdAt,
  };
}

function tokenRow(
  { keyring, now }: Background,
  model: 'AccessToken' | 'RefreshToken',
  ids: { user: string; device: string; grant: string },
  clientId: string,
  value: string,
) {
  return {
    id: hashArtifactId(keyring, model, value),
    model,
    grant: ids.grant,
    accountId: ids.user,
    clientId,
    payload: {
      kind: model,
      accountId: ids.user,
      clientId,
      grantId: ids.grant,
      iat: Math.floor(now / 1000),
      jkt: Buffer.from(ids.device, 'hex').toString('base64url'),
      scope: 'openid',
      gty: 'enrollment_code',
    },
    createdAt: new Date(now),
    expiresAt: new Date(now + 30 * day),
  };
}

/** The same bytes in every run. */
function digest(text: string): Buffer {
  return createHash('sha256').update(`seeded ${text}`).digest();
}

function uuidOf(text: string): string {
  const bytes = digest(text).subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

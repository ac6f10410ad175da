import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { hashArtifactId } from '../../src/authorization-server/adapter/artifact-id.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { ApplicationVersion } from '../../src/entities/configuration/application-version.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { AuthenticatorKey } from '../../src/entities/people/authenticator-key.ts';
import { Device } from '../../src/entities/people/device.ts';
import { KeyEnrollment } from '../../src/entities/people/key-enrollment.ts';
import { PushEnrollment } from '../../src/entities/people/push-enrollment.ts';
import { Registration } from '../../src/entities/people/registration.ts';
import { User } from '../../src/entities/people/user.ts';
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
export async function seedPeople(em: () => EntityManager, keyring: Keyring, users: number, tell: (done: number) => void): Promise<void> {
  const background = await findBackground(em(), keyring);
  for (let first = 0; first < users; first += batch) {
    const numbers = Array.from({ length: Math.min(batch, users - first) }, (_, index) => first + index);
    const phones = numbers.flatMap((user) => (user % 10 === 0 ? [{ user, phone: 0 }, { user, phone: 1 }] : [{ user, phone: 0 }]));
    const rows = phones.map(({ user, phone }) => phoneRows(background, user, phone));
    await em().transactional(async (inner) => {
      await inner.insertMany(User, numbers.map((user) => ({ id: seededUser(user), createdAt: new Date(background.now - day * (user % 300)) })));
      await inner.insertMany(Device, rows.map(({ device }) => device));
      await inner.insertMany(Registration, rows.map(({ registration }) => registration));
      await inner.insertMany(AuthenticatorKey, rows.map(({ pin }) => pin));
      await inner.insertMany(KeyEnrollment, rows.map(({ keys }) => keys));
      await inner.insertMany(PushEnrollment, rows.map(({ push }) => push));
      await inner.insertMany(OauthGrant, rows.map(({ grant }) => grant));
      await inner.insertMany(OauthArtifact, rows.flatMap(({ tokens }) => tokens));
    });
    tell(first + numbers.length);
  }
}

async function findBackground(em: EntityManager, keyring: Keyring): Promise<Background> {
  const application = await em.findOneOrFail(Application, { identifier: 'northwind-id' });
  const versions = await em.find(ApplicationVersion, { application: application.id });
  const now = Date.now();
  // One pair for all: what is measured is where it lies, and a hundred thousand take hours to make.
  return { keyring, now, application: application.id, versions: versions.map(({ id }) => id), pgp: await generateServerKeys('seeded', new Date(now)), serverKeyFingerprint: application.serverKeyFingerprint };
}

function phoneRows(background: Background, user: number, phone: number) {
  const { keyring, now, versions } = background;
  const name = `${user}.${phone}`;
  const publicJwk = { kty: 'EC', crv: 'P-256', x: digest(`x ${name}`).toString('base64url'), y: digest(`y ${name}`).toString('base64url') };
  const createdAt = new Date(now - day * (user % 300));
  const ids = { user: seededUser(user), device: digest(`device ${name}`).toString('hex'), registration: uuidOf(`registration ${name}`), grant: digest(`grant ${name}`).toString('base64url') };
  const client = phone === 0 ? seededClient(user) : uuidOf(`second client ${user}`);
  return {
    device: { id: ids.device, clientId: client, applicationVersion: versions[user % versions.length] as string, name: `Phone of user ${user}`, model: 'Seeded 1', osVersion: '16', publicJwk, createdAt },
    registration: { id: ids.registration, user: ids.user, device: ids.device, createdAt, lastLoginAt: createdAt },
    pin: { registration: ids.registration, name: 'pin', publicJwk: { kty: 'OKP', crv: 'Ed25519', x: publicJwk.x }, failedAttempts: 0, createdAt },
    keys: { registration: ids.registration, publicKey: background.pgp.publicKey, fingerprint: background.pgp.fingerprint, serverKeyFingerprint: background.serverKeyFingerprint, createdAt },
    push: { id: timeOrderedId(createdAt.getTime()), registration: ids.registration, userId: ids.user, applicationId: background.application, exclusive: false, purpose: 'enrollment' as const, status: 'enrolled' as const, pushToken: `seeded-push-token-${name}`, pushTokenHash: keyring.lookupHash(`seeded-push-token-${name}`, 'push_enrollment.push_token'), createdAt, expiresAt: createdAt, enrolledAt: createdAt },
    grant: { id: ids.grant, accountId: ids.user, clientId: client, device: ids.device, registration: ids.registration, payload: {}, createdAt, expiresAt: new Date(now + 90 * day) },
    tokens: [tokenRow(background, 'AccessToken', ids, client, phone === 0 ? seededAccessToken(user) : `second ${user}`), tokenRow(background, 'RefreshToken', ids, client, `refresh ${name}`)],
  };
}

function tokenRow({ keyring, now }: Background, model: 'AccessToken' | 'RefreshToken', ids: { user: string; device: string; grant: string }, clientId: string, value: string) {
  return {
    id: hashArtifactId(keyring, model, value),
    model,
    grant: ids.grant,
    accountId: ids.user,
    clientId,
    payload: { kind: model, accountId: ids.user, clientId, grantId: ids.grant, iat: Math.floor(now / 1000), jkt: Buffer.from(ids.device, 'hex').toString('base64url'), scope: 'openid', gty: 'enrollment_code' },
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

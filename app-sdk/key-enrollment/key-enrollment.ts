import { CountersignError } from '../errors.ts';
import { createPgpSession, generateProfileKeys, readServerKey, type PgpSession } from './pgp.ts';
import type { Profiles } from '../profiles.ts';
import type { AppStorage } from '../storage/app-storage.ts';
import type { AppApi } from '../transport/app-api.ts';
import type { ServerClock } from '../transport/server-clock.ts';

interface KeyRecord {
  privateKey: string;
  publicKey: string;
  /** Absent until the server has answered. */
  serverPublicKey?: string;
}

export interface KeyEnrollment {
  /** Generates the profile's PGP keys and exchanges them. Does nothing when keys are enrolled. */
  enroll(profileId: string): Promise<void>;
  /** @throws CountersignError `keys_not_exchanged` before `enroll` */
  session(profileId: string): Promise<PgpSession>;
  /** Sends the profile's key again and stores the current server key. */
  renew(profileId: string): Promise<void>;
  /** Clears the cached keys, as another tab may have changed them. */
  reload(profileId: string): void;
  /** Deletes the keys at the server and here. */
  drop(profileId: string): Promise<void>;
  /** Deletes the keys here. */
  forget(profileId: string): Promise<void>;
}

export interface KeyEnrollmentOptions {
  api: AppApi;
  storage: AppStorage;
  profiles: Profiles;
  clock: ServerClock;
}

/** PGP keys of the profiles; parsed keys are cached in memory. */
export function createKeyEnrollment(options: KeyEnrollmentOptions): KeyEnrollment {
  const { api, storage, profiles } = options;
  const sessions = new Map<string, Promise<PgpSession>>();
  const forget = async (profileId: string) => {
    sessions.delete(profileId);
    await storage.remove(nameOf(profileId));
  };
  return {
    enroll: (profileId) =>
      storage.exclusively(nameOf(profileId), async () => {
        if (!(await profiles.load(profileId)).keysEnrolled) await exchange(options, profileId);
      }),
    session: async (profileId) => {
      const session = sessions.get(profileId) ?? loadSession(storage, profileId);
      sessions.set(profileId, session);
      return await session.catch((error: unknown) => {
        sessions.delete(profileId);
        throw error;
      });
    },
    renew: async (profileId) => {
      await storage.exclusively(nameOf(profileId), () => exchange(options, profileId));
      sessions.delete(profileId);
    },
    reload: (profileId) => void sessions.delete(profileId),
    drop: async (profileId) => {
      await api.delete(profileId, '/key-enrollment');
      await forget(profileId);
      await profiles.change(profileId, { keysEnrolled: false, pushEnrolled: false });
    },
    forget,
  };
}

async function exchange({ api, storage, profiles, clock }: KeyEnrollmentOptions, profileId: string): Promise<void> {
  const keys = await loadOrGenerate(storage, profileId, clock);
  await api.send(profileId, {
    path: '/key-enrollment',
    purpose: 'key-enrollment',
    intent: keys.publicKey,
    compose: async () => ({ public_key: keys.publicKey }),
    keep: async (answer) => {
      const serverPublicKey = answer.text('server_public_key');
      await readServerKey(serverPublicKey);
      await storage.write(nameOf(profileId), { ...keys, serverPublicKey });
      await profiles.change(profileId, { keysEnrolled: true });
    },
  });
}

/** Stores the private key before its public half is sent, so that a lost answer does not lose the key. */
async function loadOrGenerate(storage: AppStorage, profileId: string, clock: ServerClock): Promise<KeyRecord> {
  const kept = (await storage.read(nameOf(profileId))) as KeyRecord | undefined;
  if (kept) return kept;
  const keys = await generateProfileKeys(profileId, clock.now());
  await storage.write(nameOf(profileId), keys);
  return keys;
}

async function loadSession(storage: AppStorage, profileId: string): Promise<PgpSession> {
  const keys = (await storage.read(nameOf(profileId))) as KeyRecord | undefined;
  if (!keys?.serverPublicKey) throw new CountersignError('keys_not_exchanged');
  return await createPgpSession(keys.privateKey, keys.serverPublicKey);
}

function nameOf(profileId: string): string {
  return `pgp-keys:${profileId}`;
}

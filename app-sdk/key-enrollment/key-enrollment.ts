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
  /** Makes the profile's PGP keys and exchanges them; enrolled keys stay as they are. */
  enroll(profileId: string): Promise<void>;
  /** @throws CountersignError `keys_not_exchanged` before `enroll` */
  session(profileId: string): Promise<PgpSession>;
  /** Sends the profile's own key again and takes over the server key that is in force now. */
  renew(profileId: string): Promise<void>;
  /** Reads the keys anew: another tab may have changed them. */
  reload(profileId: string): void;
  /** Drops the keys at the server and here. */
  drop(profileId: string): Promise<void>;
  /** Drops the keys here. */
  forget(profileId: string): Promise<void>;
}

export interface KeyEnrollmentOptions {
  api: AppApi;
  storage: AppStorage;
  profiles: Profiles;
  clock: ServerClock;
}

/** PGP keys of the profiles; parsed keys are kept in memory. */
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

/** The private key is on disk before its public half leaves, so a lost answer loses no key. */
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

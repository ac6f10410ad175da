import { CountersignError } from './errors.ts';
import type { AppStorage } from './storage/app-storage.ts';

/** One user on this installation. */
export interface Profile {
  profileId: string;
  userId: string;
  /** PGP keys are exchanged: transactions can be fetched and answered. */
  keysEnrolled: boolean;
  /** The push token is confirmed: transactions arrive by push. */
  pushEnrolled: boolean;
  /** Names of the user's authenticators, by the last answer of the server: `pin`, `fingerprint`, custom ones. */
  authenticators: string[];
  /** The server has disconnected this user from this installation: connect again, or forget. */
  disconnected: boolean;
}

/** A profile as it is stored, with internal members. */
export interface ProfileRecord extends Omit<Profile, 'authenticators' | 'disconnected'> {
  authenticators?: string[];
  disconnected?: boolean;
  /** The last confirmed push enrolment, so that a push that is delivered twice changes nothing. */
  pushEnrollmentId?: string;
}

export interface Profiles {
  /** @throws CountersignError `profile_unknown` */
  load(profileId: string): Promise<ProfileRecord>;
  list(): Promise<Profile[]>;
  save(profile: ProfileRecord): Promise<void>;
  change(profileId: string, change: Partial<ProfileRecord>): Promise<ProfileRecord>;
  remove(profileId: string): Promise<void>;
  /** Stores which user the app acts for. */
  choose(profileId: string): Promise<void>;
  /** The chosen profile while it exists, or the only one. */
  chosen(): Promise<string | undefined>;
}

const PREFIX = 'profile:';
const CHOSEN = 'chosen-profile';

export function createProfiles(storage: AppStorage): Profiles {
  const find = async (profileId: string) => (await storage.read(PREFIX + profileId)) as ProfileRecord | undefined;
  const load = async (profileId: string) => {
    const profile = await find(profileId);
    if (!profile) throw new CountersignError('profile_unknown');
    return profile;
  };
  return {
    load,
    list: async () => {
      const names = await storage.names(PREFIX);
      const found = await Promise.all(names.map((name) => find(name.slice(PREFIX.length))));
      return found.filter((profile) => profile !== undefined).map(presentProfile);
    },
    save: (profile) => storage.write(PREFIX + profile.profileId, profile),
    change: (profileId, change) =>
      storage.exclusively(PREFIX + profileId, async () => {
        const profile = { ...(await load(profileId)), ...change };
        await storage.write(PREFIX + profileId, profile);
        return profile;
      }),
    remove: async (profileId) => {
      await storage.remove(PREFIX + profileId);
      if ((await storage.read(CHOSEN)) === profileId) await storage.remove(CHOSEN);
    },
    choose: async (profileId) => {
      await load(profileId);
      await storage.write(CHOSEN, profileId);
    },
    chosen: async () => {
      const [only, ...others] = await storage.names(PREFIX);
      const chosen = (await storage.read(CHOSEN)) as string | undefined;
      return chosen ?? (others.length === 0 ? only?.slice(PREFIX.length) : undefined);
    },
  };
}

/** The public part of a profile record; records of earlier versions lack members. */
export function presentProfile({
  profileId,
  userId,
  keysEnrolled,
  pushEnrolled,
  authenticators,
  disconnected,
}: ProfileRecord): Profile {
  return {
    profileId,
    userId,
    keysEnrolled,
    pushEnrolled,
    authenticators: authenticators ?? [],
    disconnected: disconnected ?? false,
  };
}

import { CountersignError } from './errors.ts';
import type { AppStorage } from './storage/app-storage.ts';

/** One user on this installation. */
export interface Profile {
  profileId: string;
  userId: string;
  /** PGP keys are exchanged: transactions can be fetched and answered. */
  keysEnrolled: boolean;
  /** The push token is proven: transactions arrive by push. */
  pushEnrolled: boolean;
}

/** A profile with what only this package needs to know of it. */
export interface ProfileRecord extends Profile {
  /** The push enrolment that was confirmed last, so that a push delivered twice changes nothing. */
  pushEnrollmentId?: string;
}

export interface Profiles {
  /** @throws CountersignError `profile_unknown` */
  load(profileId: string): Promise<ProfileRecord>;
  list(): Promise<Profile[]>;
  save(profile: ProfileRecord): Promise<void>;
  change(profileId: string, change: Partial<ProfileRecord>): Promise<ProfileRecord>;
  remove(profileId: string): Promise<void>;
}

const PREFIX = 'profile:';

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
    remove: (profileId) => storage.remove(PREFIX + profileId),
  };
}

/** The public part of a profile record. */
export function presentProfile({ profileId, userId, keysEnrolled, pushEnrolled }: ProfileRecord): Profile {
  return { profileId, userId, keysEnrolled, pushEnrolled };
}

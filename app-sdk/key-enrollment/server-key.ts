import { isCountersignError } from '../errors.ts';
import type { Profiles } from '../profiles.ts';
import type { KeyEnrollment } from './key-enrollment.ts';

/** Keeps the enrolment valid when the server gets a new PGP key. */
export interface ServerKey {
  /**
   * Renews the enrolment when the server names another key than the enrolled one. Temporary failures are ignored: the former key
   * still works for a while, and the next list of transactions names the new key again.
   */
  follow(profileId: string, fingerprint: string): Promise<void>;
  /** Runs work; when the server no longer accepts the exchanged keys, renews the enrolment and runs it once more. */
  repairing<T>(profileId: string, run: () => Promise<T>): Promise<T>;
}

/** Refusals that may be over at the next attempt. */
const temporary = [
  'offline',
  'network',
  'service_unavailable',
  'rate_limited',
  'slow_down',
  'factor_required',
] as const;

export function createServerKey({ keys, profiles }: { keys: KeyEnrollment; profiles: Profiles }): ServerKey {
  /** Fingerprints that a renewal did not lead to, so that the renewal is not repeated. */
  const unreachable = new Set<string>();
  const isEnrolled = async (profileId: string, fingerprint: string) =>
    (await keys.session(profileId)).serverFingerprint === fingerprint;
  return {
    follow: async (profileId, fingerprint) => {
      const { keysEnrolled } = await profiles.load(profileId);
      if (!keysEnrolled || unreachable.has(fingerprint) || (await isEnrolled(profileId, fingerprint))) return;
      keys.reload(profileId);
      if (await isEnrolled(profileId, fingerprint)) return;
      try {
        await keys.renew(profileId);
      } catch (error) {
        if (isCountersignError(error, ...temporary)) return;
        throw error;
      }
      if (!(await isEnrolled(profileId, fingerprint))) unreachable.add(fingerprint);
    },
    repairing: async (profileId, run) => {
      try {
        return await run();
      } catch (error) {
        if (!isCountersignError(error, 'keys_not_exchanged') || !(await profiles.load(profileId)).keysEnrolled)
          throw error;
        await keys.renew(profileId);
        return await run();
      }
    },
  };
}

import { isCountersignError } from '../errors.ts';
import type { Profiles } from '../profiles.ts';
import type { KeyEnrollment } from './key-enrollment.ts';

/** How the app comes along when the server gets a new PGP key. */
export interface ServerKey {
  /**
   * Renews the enrolment when the server names another key of its own than the one enrolled. What can pass by itself is
   * let pass: the old key goes on working for a while, and the next list of transactions names the new one again.
   */
  follow(profileId: string, fingerprint: string): Promise<void>;
  /** Runs; when the server no longer takes the keys that were exchanged, renews the enrolment and runs once more. */
  repairing<T>(profileId: string, run: () => Promise<T>): Promise<T>;
}

/** Refusals that are over by the next time. */
const passing = ['offline', 'network', 'service_unavailable', 'rate_limited', 'slow_down', 'factor_required'] as const;

export function createServerKey({ keys, profiles }: { keys: KeyEnrollment; profiles: Profiles }): ServerKey {
  /** What a renewal did not lead to: not to be asked for over and over. */
  const inVain = new Set<string>();
  const isEnrolled = async (profileId: string, fingerprint: string) => (await keys.session(profileId)).serverFingerprint === fingerprint;
  return {
    follow: async (profileId, fingerprint) => {
      const { keysEnrolled } = await profiles.load(profileId);
      if (!keysEnrolled || inVain.has(fingerprint) || (await isEnrolled(profileId, fingerprint))) return;
      keys.reload(profileId);
      if (await isEnrolled(profileId, fingerprint)) return;
      try {
        await keys.renew(profileId);
      } catch (error) {
        if (isCountersignError(error, ...passing)) return;
        throw error;
      }
      if (!(await isEnrolled(profileId, fingerprint))) inVain.add(fingerprint);
    },
    repairing: async (profileId, run) => {
      try {
        return await run();
      } catch (error) {
        if (!isCountersignError(error, 'keys_not_exchanged') || !(await profiles.load(profileId)).keysEnrolled) throw error;
        await keys.renew(profileId);
        return await run();
      }
    },
  };
}

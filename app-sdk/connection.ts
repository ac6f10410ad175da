import { presentProfile, type Profile, type Profiles } from './profiles.ts';
import type { Tokens } from './transport/tokens.ts';

/**
 * Connects the user an enrolment code was made for. Connecting the same user again keeps the profile when the server
 * does; a profile the server has replaced is forgotten here.
 *
 * @throws CountersignError `invalid_grant` (wrong, used or expired code), `slow_down` (too many guesses)
 */
export async function connect(
  deps: { tokens: Tokens; profiles: Profiles; forgetLocally: (profileId: string) => Promise<void> },
  enrollmentCode: string,
): Promise<Profile> {
  const { profileId, userId } = await deps.tokens.redeem(enrollmentCode);
  const profiles = await deps.profiles.list();
  for (const stale of profiles.filter((profile) => profile.userId === userId && profile.profileId !== profileId)) {
    await deps.forgetLocally(stale.profileId);
  }
  const known = profiles.find((profile) => profile.profileId === profileId);
  const profile = known ?? { profileId, userId, keysEnrolled: false, pushEnrolled: false };
  if (!known) await deps.profiles.save(profile);
  return presentProfile(profile);
}

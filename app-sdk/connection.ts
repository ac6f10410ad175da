import type { Authenticators } from './authenticators/authenticators.ts';
import { presentProfile, type Profile, type Profiles } from './profiles.ts';
import type { Tokens } from './transport/tokens.ts';

export interface ConnectOptions {
  /** The user's new PIN. It replaces an earlier one, and other authenticators have to be set again. */
  pin?: string;
  /** The requested scopes of the tokens; without it, all scopes that the application grants. */
  scope?: readonly string[];
}

interface ConnectDeps {
  tokens: Tokens;
  profiles: Profiles;
  authenticators: Authenticators;
  forgetLocally: (profileId: string) => Promise<void>;
}

/**
 * Connects the user of an enrolment code. Connecting the same user again keeps the profile when the server does; a profile
 * that the server has replaced is deleted here.
 *
 * @throws CountersignError `invalid_grant` (wrong, used or expired code), `invalid_scope` (not granted), `slow_down` (too many guesses), `pin_refused` (by the policy)
 */
export async function connect(
  deps: ConnectDeps,
  enrollmentCode: string,
  { pin, scope }: ConnectOptions = {},
): Promise<Profile> {
  const newPin = pin === undefined ? undefined : await deps.authenticators.preparePin(pin);
  const { profileId, userId } = await deps.tokens.redeem(enrollmentCode, { pinKey: newPin?.publicKey, scope });
  const profiles = await deps.profiles.list();
  for (const stale of profiles.filter((profile) => profile.userId === userId && profile.profileId !== profileId)) {
    await deps.forgetLocally(stale.profileId);
  }
  const known = profiles.some((profile) => profile.profileId === profileId);
  if (known) await deps.profiles.change(profileId, { disconnected: false });
  else await deps.profiles.save({ profileId, userId, keysEnrolled: false, pushEnrolled: false });
  if (newPin) await deps.authenticators.adoptPin(profileId, newPin);
  return presentProfile(await deps.profiles.load(profileId));
}

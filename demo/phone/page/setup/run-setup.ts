import type { Profile } from '../../../../app-sdk/index.ts';
import type { Factors } from '../factors/factors.tsx';
import { forgetPhone } from '../forget-phone.ts';
import { type PhoneDescription, phoneMemory } from '../phone-memory.ts';
import type { Phone } from '../phone.ts';
import { openPushes, provePushToken, type PushProgress } from '../push/prove-push-token.ts';

/** The steps of setup in order, with their texts for the user. */
export const setupSteps = {
  register: 'Making this phone’s key',
  connect: 'Connecting to your account',
  keys: 'Exchanging encryption keys',
  token: 'Turning on notifications',
  proof: 'Receiving a first notification',
} as const;

export type SetupStep = keyof typeof setupSteps;

export interface SetupInput extends PhoneDescription {
  code?: string;
  /** Undefined: the account has no PIN. */
  pin?: string;
}

/** State of a setup that is kept for a retry. */
export interface SetupProgress extends PushProgress {
  profile?: Profile;
}

type SetupParts = Phone & { factors: Factors };

/** Runs the steps that are not done. It can be repeated: completed steps are skipped. */
export async function runSetup(
  phone: SetupParts,
  input: SetupInput,
  progress: SetupProgress,
  onStep: (step: SetupStep) => void,
): Promise<void> {
  const { app, factors } = phone;
  onStep('register');
  await register(phone, input);
  onStep('connect');
  progress.profile ??= await app.connect(input.code ?? '', { pin: input.pin });
  const { profileId } = progress.profile;
  await app.choose(profileId);
  await factors.unlocking(profileId, 'Go on with the setup', async () => {
    onStep('keys');
    await app.enrollKeys(profileId);
    onStep('token');
    const token = await openPushes(phone, input.platform);
    onStep('proof');
    await provePushToken(phone, progress, profileId, token);
  });
  phoneMemory.keepFinished(profileId);
}

/** The account is connected and can approve from here; the remaining steps enrol push. */
export function isPushStep(step: SetupStep): boolean {
  return step === 'token' || step === 'proof';
}

/** A profile whose setup was interrupted. A feature that was switched off after a completed setup does not count. */
export function isUnfinished({ profileId, keysEnrolled, pushEnrolled }: Profile): boolean {
  return !(keysEnrolled && pushEnrolled) && !phoneMemory.finished().includes(profileId);
}

/** Name and platform can be entered until the first account is connected; further accounts reuse them. */
async function register(phone: Phone, { deviceName, platform }: SetupInput): Promise<void> {
  const { app, config } = phone;
  const { registered, profiles } = await app.state();
  if (profiles.length > 0) return;
  // The server refuses another platform for an existing device key.
  if (registered && platform !== phoneMemory.description().platform) await forgetPhone(phone);
  phoneMemory.keepDescription({ deviceName, platform });
  const { application, version } = config;
  await app.register({ application, version, platform, device: { name: deviceName, model: 'Browser' } });
}

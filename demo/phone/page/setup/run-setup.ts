import type { Profile } from '../../../../app-sdk/index.ts';
import type { Factors } from '../factors/factors.tsx';
import { forgetPhone } from '../forget-phone.ts';
import { type PhoneDescription, phoneMemory } from '../phone-memory.ts';
import type { Phone } from '../phone.ts';
import { openPushes, provePushToken, type PushProgress } from '../push/prove-push-token.ts';

/** What setup does, in this order, in the words of the person watching. */
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
  /** Undefined: this account is used without one. */
  pin?: string;
}

/** What a setup keeps while it is tried again after a failure. */
export interface SetupProgress extends PushProgress {
  profile?: Profile;
}

type SetupParts = Phone & { factors: Factors };

/** Runs what is not done yet. Every step can be tried again: those that succeeded before are not repeated. */
export async function runSetup(phone: SetupParts, input: SetupInput, progress: SetupProgress, onStep: (step: SetupStep) => void): Promise<void> {
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

/** From here on the account is connected and can approve; what is left is to be reached. */
export function isPushStep(step: SetupStep): boolean {
  return step === 'token' || step === 'proof';
}

/** A profile whose setup broke off. What was switched off after a setup that came to its end is none. */
export function isUnfinished({ profileId, keysEnrolled, pushEnrolled }: Profile): boolean {
  return !(keysEnrolled && pushEnrolled) && !phoneMemory.finished().includes(profileId);
}

/** Until a first account is connected, the phone may be described anew; it is not asked again when another is added. */
async function register(phone: Phone, { deviceName, platform }: SetupInput): Promise<void> {
  const { app, config } = phone;
  const { registered, profiles } = await app.state();
  if (profiles.length > 0) return;
  // No device key turns from one kind of phone into another: the server refuses it.
  if (registered && platform !== phoneMemory.description().platform) await forgetPhone(phone);
  phoneMemory.keepDescription({ deviceName, platform });
  const { application, version } = config;
  await app.register({ application, version, platform, device: { name: deviceName, model: 'Browser' } });
}

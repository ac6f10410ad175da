import type { Profile } from '../../../../app-sdk/index.ts';
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
}

/** What a setup keeps while it is tried again after a failure. */
export interface SetupProgress extends PushProgress {
  profile?: Profile;
}

/** Runs what is not done yet. Every step can be tried again: those that succeeded before are not repeated. */
export async function runSetup(phone: Phone, input: SetupInput, progress: SetupProgress, onStep: (step: SetupStep) => void): Promise<void> {
  const { app } = phone;
  onStep('register');
  await register(phone, input);
  onStep('connect');
  progress.profile ??= await app.connect(input.code ?? '');
  const { profileId } = progress.profile;
  phoneMemory.keepActiveProfile(profileId);
  onStep('keys');
  await app.enrollKeys(profileId);
  onStep('token');
  const token = await openPushes(phone, input.platform);
  onStep('proof');
  await provePushToken(phone, progress, profileId, token);
  phoneMemory.keepFinished(profileId);
}

/** A profile whose setup broke off. What was switched off after a setup that came to its end is none. */
export function isUnfinished({ profileId, keysEnrolled, pushEnrolled }: Profile): boolean {
  return !(keysEnrolled && pushEnrolled) && !phoneMemory.finished().includes(profileId);
}

/** Until a first account is connected, the phone may be described anew; it is not asked again when another is added. */
async function register({ app, config }: Phone, { deviceName, platform }: SetupInput): Promise<void> {
  if ((await app.state()).profiles.length > 0) return;
  phoneMemory.keepDescription({ deviceName, platform });
  const { application, version } = config;
  await app.register({ application, version, platform, device: { name: deviceName, model: 'Browser' } });
}

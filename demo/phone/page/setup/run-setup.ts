import type { Profile } from '../../../../app-sdk/index.ts';
import { PushLost } from '../human-words.ts';
import { type PhoneDescription, phoneMemory } from '../phone-memory.ts';
import type { Phone } from '../phone.ts';
import type { Platform } from '../sandbox-client.ts';

const PUSH_PATIENCE_MS = 20_000;

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
export interface SetupProgress {
  profile?: Profile;
  enrollmentId?: string;
}

/** Runs what is not done yet. Every step can be tried again: those that succeeded before are not repeated. */
export async function runSetup(phone: Phone, input: SetupInput, progress: SetupProgress, onStep: (step: SetupStep) => void): Promise<void> {
  const { app } = phone;
  onStep('register');
  await register(phone, input);
  onStep('connect');
  progress.profile ??= await app.connect(input.code ?? '');
  const { profileId } = progress.profile;
  onStep('keys');
  if (!(await isDone(phone, profileId, 'keysEnrolled'))) await app.enrollKeys(profileId);
  onStep('token');
  const token = await openPushes(phone, input.platform);
  onStep('proof');
  // A push that came late, or while the page was closed, may have proven the token meanwhile.
  if (!(await isDone(phone, profileId, 'pushEnrolled'))) await provePushToken(phone, progress, profileId, token);
}

/** Until a first account is connected, the phone may be described anew; it is not asked again when another is added. */
async function register({ app, config }: Phone, { deviceName, platform }: SetupInput): Promise<void> {
  if ((await app.state()).profiles.length > 0) return;
  phoneMemory.keepDescription({ deviceName, platform });
  const { application, version } = config;
  await app.register({ application, version, platform, device: { name: deviceName, model: 'Browser' } });
}

async function isDone({ app }: Phone, profileId: string, step: 'keysEnrolled' | 'pushEnrolled'): Promise<boolean> {
  const { profiles } = await app.state();
  return profiles.some((profile) => profile.profileId === profileId && profile[step]);
}

async function openPushes({ sandbox, pushes, config }: Phone, platform: Platform): Promise<string> {
  const known = phoneMemory.pushDevice();
  if (known && (await sandbox.knowsDevice(known.token))) {
    pushes.open();
    return known.token;
  }
  const device = await sandbox.registerDevice(known?.platform ?? platform, config.application);
  phoneMemory.keepPushDevice(device);
  pushes.close();
  pushes.open();
  return device.token;
}

/** The token is proven when the nonce that the server pushes to it comes back (the app SDK returns it by itself). */
async function provePushToken(phone: Phone, progress: SetupProgress, profileId: string, token: string): Promise<void> {
  const proof = waitForProof(phone, profileId);
  try {
    if (progress.enrollmentId === undefined) {
      const enrollment = await phone.app.startPushEnrollment(profileId, token);
      progress.enrollmentId = enrollment.enrollmentId;
    } else {
      await phone.app.resendPushEnrollment(profileId, progress.enrollmentId);
    }
    await proof.arrived;
  } finally {
    proof.stop();
  }
}

function waitForProof({ pushes }: Phone, profileId: string) {
  const { promise: arrived, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new PushLost()), PUSH_PATIENCE_MS);
  const stopListening = pushes.listen((news) => {
    if (news.kind === 'problem') reject(news.error);
    if (news.kind === 'push-enrollment' && news.profileId === profileId) resolve();
  });
  // When starting fails, nobody is left to hear that the push never came.
  arrived.catch(() => undefined);
  return {
    arrived,
    stop() {
      clearTimeout(timer);
      stopListening();
    },
  };
}

import { PushLost } from '../human-words.ts';
import { phoneMemory } from '../phone-memory.ts';
import type { Phone } from '../phone.ts';
import type { Platform } from '../sandbox-client.ts';

const TIMEOUT_MS = 60_000;

/** State of a push enrolment that is kept for a retry. */
export interface PushProgress {
  enrollmentId?: string;
}

/** The registration of this phone at the push service; renewed when the service does not know it. */
export async function openPushes({ sandbox, pushes, config }: Phone, platform: Platform): Promise<string> {
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

/** The token is proven when the app SDK has returned the nonce that the server pushed to it. */
export async function provePushToken(
  phone: Phone,
  progress: PushProgress,
  profileId: string,
  token: string,
): Promise<void> {
  // A late push, or one while the page was closed, may have proven the token already.
  if (await isProven(phone, profileId)) return;
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

async function isProven({ app }: Phone, profileId: string): Promise<boolean> {
  const { profiles } = await app.state();
  return profiles.some((profile) => profile.profileId === profileId && profile.pushEnrolled);
}

function waitForProof({ pushes }: Phone, profileId: string) {
  const { promise: arrived, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new PushLost()), TIMEOUT_MS);
  const stopListening = pushes.listen((news) => {
    if (news.kind === 'problem') reject(news.error);
    if (news.kind === 'push-enrollment' && news.profileId === profileId) resolve();
  });
  // When the start fails, there is no caller to await the missing push.
  arrived.catch(() => undefined);
  return {
    arrived,
    stop() {
      clearTimeout(timer);
      stopListening();
    },
  };
}

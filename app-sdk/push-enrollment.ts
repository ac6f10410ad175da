import { isCountersignError } from './errors.ts';
import type { KeyEnrollment } from './key-enrollment/key-enrollment.ts';
import type { ServerKey } from './key-enrollment/server-key.ts';
import type { Profiles } from './profiles.ts';
import type { Answer } from './transport/answers.ts';
import type { AppApi } from './transport/app-api.ts';

/** Whether a push token is enrolled, or waits for its nonce. */
export type PushTokenState = { status: 'enrolled' } | ({ status: 'pending' } & PushEnrollment);

/** A push enrolment that waits for its nonce to arrive by push. */
export interface PushEnrollment {
  enrollmentId: string;
  expiresAt: Date;
  resendsLeft: number;
}

interface PushEnrollmentDeps {
  api: AppApi;
  profiles: Profiles;
  keys: KeyEnrollment;
  serverKey: ServerKey;
}

/**
 * Starts the enrolment of a push token; the nonce arrives by push.
 *
 * @throws CountersignError `keys_not_exchanged`, `user_already_enrolled` (on another device), `push_enrollment_in_progress`,
 * `push_enrollment_disabled`, `push_provider_unavailable`
 */
export async function startPushEnrollment(
  deps: PushEnrollmentDeps,
  profileId: string,
  pushToken: string,
): Promise<PushEnrollment> {
  const start = () =>
    deps.api.send(profileId, {
      path: '/push-enrollment',
      purpose: 'push-enrollment',
      intent: pushToken,
      compose: async () => ({ push_token: pushToken }),
    });
  try {
    return readPushEnrollment(await deps.serverKey.repairing(profileId, start));
  } catch (error) {
    if (isCountersignError(error, 'keys_not_exchanged')) {
      await deps.keys.forget(profileId);
      await deps.profiles.change(profileId, { keysEnrolled: false });
    }
    throw error;
  }
}

/**
 * Tells the server a new push token of a profile that is enrolled with another one. Until the new one is confirmed, the former one
 * stays; a token that is enrolled already needs no confirmation.
 *
 * @throws CountersignError `push_not_enrolled`, `push_enrollment_in_progress`, `push_enrollment_disabled`, `push_provider_unavailable`
 */
export async function refreshPushToken(
  { api, profiles }: Pick<PushEnrollmentDeps, 'api' | 'profiles'>,
  profileId: string,
  pushToken: string,
): Promise<PushTokenState> {
  try {
    const answer = await api.send(profileId, {
      method: 'PUT',
      path: '/push-enrollment',
      purpose: 'push-token',
      intent: pushToken,
      compose: async () => ({ push_token: pushToken }),
      deviceSuffices: true,
    });
    return answer.optionalText('status') === 'enrolled'
      ? { status: 'enrolled' }
      : { status: 'pending', ...readPushEnrollment(answer) };
  } catch (error) {
    if (isCountersignError(error, 'push_not_enrolled'))
      await profiles.change(profileId, { pushEnrolled: false, pushEnrollmentId: undefined });
    throw error;
  }
}

/** @throws CountersignError `resend_limit_reached`, `push_enrollment_not_found`, `push_enrollment_expired` */
export async function resendPushEnrollment(
  api: AppApi,
  profileId: string,
  enrollmentId: string,
): Promise<PushEnrollment> {
  const answer = await api.send(profileId, {
    path: `/push-enrollment/${encodeURIComponent(enrollmentId)}/resend`,
    purpose: `push-resend:${enrollmentId}`,
    intent: 'resend',
    compose: async () => ({}),
    deviceSuffices: true,
  });
  return readPushEnrollment(answer);
}

/**
 * Sends the nonce of a push to the server. A push that is delivered again changes nothing.
 *
 * @throws CountersignError `invalid_nonce` (with `attemptsLeft`), `push_enrollment_not_found`, `push_enrollment_expired`
 */
export async function confirmPushEnrollment(
  { api, profiles }: Pick<PushEnrollmentDeps, 'api' | 'profiles'>,
  profileId: string,
  { enrollmentId, nonce }: { enrollmentId: string; nonce: string },
): Promise<void> {
  const profile = await profiles.load(profileId);
  if (profile.pushEnrolled && profile.pushEnrollmentId === enrollmentId) return;
  await api.send(profileId, {
    path: `/push-enrollment/${encodeURIComponent(enrollmentId)}/confirmation`,
    purpose: `push-confirmation:${enrollmentId}`,
    intent: nonce,
    compose: async () => ({ nonce }),
    supersedes: ['push-enrollment', 'push-token'],
    deviceSuffices: true,
    keep: async () => void (await profiles.change(profileId, { pushEnrolled: true, pushEnrollmentId: enrollmentId })),
  });
}

/** Ends the push enrolment of a profile. */
export async function dropPush(
  { api, profiles }: Pick<PushEnrollmentDeps, 'api' | 'profiles'>,
  profileId: string,
): Promise<void> {
  await api.supersede(profileId, ['push-']);
  await api.delete(profileId, '/push-enrollment');
  await profiles.change(profileId, { pushEnrolled: false, pushEnrollmentId: undefined });
}

function readPushEnrollment(answer: Answer): PushEnrollment {
  return {
    enrollmentId: answer.text('enrollment_id'),
    expiresAt: answer.date('expires_at'),
    resendsLeft: answer.number('resends_left'),
  };
}

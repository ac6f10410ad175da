import type { Context } from 'koa';
import { z } from 'zod';
import type { ApiDeps } from '../../api-deps.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf, ownRegistration } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';
import { ignoreAlreadyEnded } from '../../../errors/ignore-already-ended.ts';
import { messageIdHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route, RouteAnswer } from '../../http/route.ts';
import type { AppCaller } from '../../../commands/devices/app-caller.ts';
import { findPushEnrollment } from '../../../commands/push/push-enrollment/find-push-enrollment.ts';
import { isNonceOf } from '../../../commands/push/push-enrollment/nonce.ts';
import { refusePush } from '../../../commands/push/push-enrollment/refuse-push.ts';
import { checkPushEnabled } from '../../../commands/push/push-enrollment/start/check-push-possible.ts';
import { startPushEnrollment } from '../../../commands/push/push-enrollment/start/start-push-enrollment.ts';
import type { PushEnrollmentPurpose } from '../../../domain/push/push-enrollment/status.ts';
import type { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Longer than any provider's token, which is text without spaces. */
const startBody = z.strictObject({
  push_token: z
    .string()
    .max(4096)
    .regex(/^[\x21-\x7e]+$/)
    .describe("The provider's address of the app installation."),
});
const enrollmentParams = z.object({ id: z.uuid().toLowerCase().describe('Id of the push enrolment.') });
const confirmationBody = z.strictObject({
  nonce: z.string().min(1).max(128).describe('The nonce that came by push.'),
});
const emptyBody = z.strictObject({});

const openAnswer = z.object({
  enrollment_id: z.string().describe('Id of the push enrolment.'),
  expires_at: z.string().describe('When it ends without its nonce (RFC 3339).'),
  resends_left: z.number().describe('How often the nonce can be sent again.'),
});
const enrolledAnswer = z.object({
  enrollment_id: z.string().describe('Id of the push enrolment.'),
  status: z.literal('enrolled').describe('The push token is proven.'),
});

/** Push enrolment: a push token is accepted once the app returned a nonce that was pushed to it. */
export function pushEnrollmentRoutes(deps: AppDeps): Route[] {
  return [start(deps), update(deps), confirm(deps), resend(deps), drop(deps)];
}

function start(deps: AppDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/push-enrollment',
    summary: 'Start to prove a push token',
    headers: [messageIdHeader],
    body: startBody,
    responses: { 202: openAnswer },
    handler: ({ body, context }) => prove(deps, context, { pushToken: body.push_token, purpose: 'enrollment' }),
  });
}

function update(deps: AppDeps): Route {
  return defineRoute({
    method: 'put',
    path: '/push-enrollment',
    summary: 'Start to prove a push token that takes the place of the one enrolled',
    headers: [messageIdHeader],
    body: startBody,
    responses: { 200: enrolledAnswer, 202: openAnswer },
    handler: ({ body, context }) => prove(deps, context, { pushToken: body.push_token, purpose: 'update' }),
  });
}

/** Starts the workflow that proves a token, unless the token is already enrolled. */
async function prove(
  deps: AppDeps,
  context: Context,
  request: { pushToken: string; purpose: PushEnrollmentPurpose },
): Promise<RouteAnswer> {
  const caller = callerOf(context);
  const { enrollment, policy } = await startPushEnrollment(deps, caller, {
    messageId: messageIdOf(context),
    ...request,
  });
  if (request.purpose === 'update' && enrollment.status === 'enrolled')
    return { status: 200, body: { enrollment_id: enrollment.id, status: 'enrolled' } };
  // A repeated message starts the workflow only if its first try failed after inserting the row.
  if (enrollment.status === 'pending')
    await deps.engine.pushEnrollment.start(enrollment, { policy, requestId: caller.requestId, userId: caller.userId });
  return { status: 202, body: presentOpen(enrollment, policy.maxResends) };
}

function confirm(deps: AppDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/push-enrollment/:id/confirmation',
    summary: 'Return the nonce that came by push',
    headers: [messageIdHeader],
    params: enrollmentParams,
    body: confirmationBody,
    responses: { 200: enrolledAnswer },
    handler: async ({ params, body, context }) => {
      await checkPushEnabled(deps, callerOf(context));
      await confirmPushEnrollment(deps, callerOf(context), {
        enrollmentId: params.id,
        messageId: messageIdOf(context),
        nonce: body.nonce,
      });
      return { status: 200, body: { enrollment_id: params.id, status: 'enrolled' } };
    },
  });
}

function resend(deps: AppDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/push-enrollment/:id/resend',
    summary: 'Send the nonce again',
    headers: [messageIdHeader],
    params: enrollmentParams,
    body: emptyBody,
    responses: { 202: openAnswer },
    handler: async ({ params, context }) => {
      const messageId = messageIdOf(context);
      await checkPushEnabled(deps, callerOf(context));
      const enrollment = await findPushEnrollment(deps, params.id, callerOf(context).registrationId);
      if (enrollment.status !== 'pending') throw new CountersignError('push_enrollment_expired');
      const result = await deps.engine.pushEnrollment.resend(params.id, { messageId }).catch(ignoreAlreadyEnded);
      if (!result || result.verdict === 'ended') throw new CountersignError('push_enrollment_expired');
      if (result.verdict === 'limit_reached') throw new CountersignError('resend_limit_reached');
      if (result.verdict === 'not_sent')
        throw new CountersignError('push_provider_unavailable', { retryAfterSeconds: 5 });
      return { status: 202, body: presentOpen(enrollment, result.resendsLeft) };
    },
  });
}

function drop(deps: AppDeps): Route {
  return defineRoute({
    method: 'delete',
    path: '/push-enrollment',
    summary: 'Drop the push enrolment',
    responses: { 204: null },
    handler: async ({ context }) => {
      const work = await deps
        .em()
        .transactional((em) => deps.removals.end(em, 'push', ownRegistration(context), deps.clock()));
      await deps.removals.tell(work);
      return { status: 204 };
    },
  });
}

function presentOpen(enrollment: Pick<PushEnrollment, 'id' | 'expiresAt'>, resendsLeft: number) {
  return { enrollment_id: enrollment.id, expires_at: enrollment.expiresAt.toISOString(), resends_left: resendsLeft };
}

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'engine'>;

/**
 * Hands a returned nonce to the enrolment's workflow. Returns once the token is enrolled.
 * @throws CountersignError push_enrollment_not_found, push_enrollment_expired, user_already_enrolled, invalid_nonce
 */
async function confirmPushEnrollment(
  deps: Deps,
  caller: AppCaller,
  request: { enrollmentId: string; messageId: string; nonce: string },
): Promise<void> {
  const { enrollmentId, messageId } = request;
  const correct = isNonceOf(deps.keyring, enrollmentId, request.nonce);
  const enrollment = await findPushEnrollment(deps, enrollmentId, caller.registrationId);
  if (enrollment.status !== 'pending') return checkEnrolled(enrollment, correct);
  const result = await deps.engine.pushEnrollment
    .confirm(enrollmentId, { messageId, correct })
    .catch(ignoreAlreadyEnded);
  if (result?.verdict === 'enrolled') return;
  if (result?.verdict !== 'wrong')
    return checkEnrolled(await findPushEnrollment(deps, enrollmentId, caller.registrationId), correct);
  throw await refusePush(deps, caller, 'invalid_nonce', {
    subjectId: enrollmentId,
    extra: { attempts_left: result.attemptsLeft },
  });
}

/** The right nonce again, after its answer was lost, has the same answer. */
function checkEnrolled({ status, failure }: Pick<PushEnrollment, 'status' | 'failure'>, correct: boolean): void {
  if (correct && status === 'enrolled') return;
  throw new CountersignError(correct && failure === 'user_already_enrolled' ? failure : 'push_enrollment_expired');
}

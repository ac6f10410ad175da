import type { Context } from 'koa';
import { checkPushEnabled } from '../../../commands/push-enrollment/start/check-push-possible.ts';
import { dropPush } from '../../../commands/push-enrollment/drop-push.ts';
import { findPushEnrollment } from '../../../commands/push-enrollment/find-push-enrollment.ts';
import { startPushEnrollment } from '../../../commands/push-enrollment/start/start-push-enrollment.ts';
import { tellWorkflows } from '../../../commands/users/open-work.ts';
import { makePushEnrollmentInput } from '../../../commands/push-enrollment/workflow-input.ts';
import type { PushEnrollmentPurpose } from '../../../domain/push-enrollment/status.ts';
import type { PushEnrollment } from '../../../entities/people/push-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { hasEnded } from '../../has-ended.ts';
import { messageIdHeader } from '../../request-headers.ts';
import { defineRoute } from '../../route.ts';
import type { Route, RouteAnswer } from '../../route.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';
import { confirmPushEnrollment } from './confirm-push-enrollment.ts';
import { confirmationBody, emptyBody, enrolledAnswer, enrollmentParams, openAnswer, startBody } from './schema.ts';

/** Push enrolment: a push token counts only once a nonce that was sent to it came back. */
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

/** Starts the workflow that proves a token, unless it is the one that is enrolled. */
async function prove(deps: AppDeps, context: Context, request: { pushToken: string; purpose: PushEnrollmentPurpose }): Promise<RouteAnswer> {
  const caller = callerOf(context);
  const { enrollment, policy } = await startPushEnrollment(deps, caller, { messageId: messageIdOf(context), ...request });
  if (request.purpose === 'update' && enrollment.status === 'enrolled') return { status: 200, body: { enrollment_id: enrollment.id, status: 'enrolled' } };
  // A repeated message starts it again only if its first try got no further than the row.
  if (enrollment.status === 'pending') await deps.engine.startPushEnrollment(makePushEnrollmentInput(enrollment, policy, caller.requestId), caller.userId);
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
      await confirmPushEnrollment(deps, callerOf(context), { enrollmentId: params.id, messageId: messageIdOf(context), nonce: body.nonce });
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
      const enrollment = await findPushEnrollment(deps, params.id, callerOf(context).profileId);
      if (enrollment.status !== 'pending') throw new CountersignError('push_enrollment_expired');
      const result = await deps.engine.resendPushEnrollment(params.id, { messageId }).catch(hasEnded);
      if (!result || result.verdict === 'ended') throw new CountersignError('push_enrollment_expired');
      if (result.verdict === 'limit_reached') throw new CountersignError('resend_limit_reached');
      if (result.verdict === 'not_sent') throw new CountersignError('push_provider_unavailable', { retryAfterSeconds: 5 });
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
      const enrollmentIds = await deps.em().transactional((em) => dropPush(em, callerOf(context), deps.clock()));
      await tellWorkflows(deps, { transactionIds: [], enrollmentIds });
      return { status: 204 };
    },
  });
}

function presentOpen(enrollment: Pick<PushEnrollment, 'id' | 'expiresAt'>, resendsLeft: number) {
  return { enrollment_id: enrollment.id, expires_at: enrollment.expiresAt.toISOString(), resends_left: resendsLeft };
}

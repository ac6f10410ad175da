import type { Context } from 'koa';
import { authenticate } from '../../commands/authentication/flow/authenticate.ts';
import { completeFlow } from '../../commands/authentication/flow/complete-flow.ts';
import type { FlowKey } from '../../commands/authentication/flow/find-flow.ts';
import { loadFlow, stateOf } from '../../commands/authentication/flow/load-state.ts';
import type { AuthorizationRequest } from '../../domain/authentication/flow/authorization-request.ts';
import { resendCode } from '../../commands/authentication/flow/challenges/resend-code.ts';
import { signInOf } from '../../commands/authentication/flow/take-completed-flow.ts';
import { verifyOtp } from '../../commands/authentication/flow/challenges/verify-otp.ts';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import { writeTrustTokens } from '../../commands/authentication/trusted-devices/find-trusted-device.ts';
import { vouchForDevice } from '../../commands/authentication/known-devices/known-device.ts';
import { limitAddress } from '../../commands/rate-limits/limit-address.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';
import { openStatuses } from '../../domain/authentication/flow/status.ts';
import type { AuthenticationFlow } from '../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { certificateReader } from '../../security/clients/presented-certificate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { deviceCookie, linkCookie, trustCookie } from '../http/browser/own-cookie.ts';
import type { OwnCookie } from '../http/browser/own-cookie.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route, RouteAnswer } from '../http/route.ts';
import { keyOf } from './flow-key.ts';
import { presentAchieved, presentFlow, presentMethods, presentRequired } from './presenter.ts';
import { authenticateBody, completeAnswer, completeBody, flowAnswer, flowBody, verifyBody } from './schema.ts';

/** The steps of a sign-in between its start and its end. */
export function stepRoutes(deps: ApiDeps, cookie: OwnCookie): Route[] {
  return [authenticateRoute(deps, cookie), ...codeRoutes(deps, cookie), completeRoute(deps, cookie)];
}

/** Seconds: browsers keep no cookie longer. */
const deviceLifetime = 400 * 86_400;

async function answer(deps: ApiDeps, flow: AuthenticationFlow): Promise<RouteAnswer> {
  return { status: 200, body: presentFlow(await stateOf(deps, flow)) };
}

function authenticateRoute(deps: ApiDeps, cookie: OwnCookie): Route {
  const countAddress = limitAddress(deps, { ...rateLimit('authentication-try:address'), keptInProcess: true });
  const certificateOf = certificateReader(deps.environment);
  return defineRoute({
    method: 'post',
    path: '/authenticate',
    summary: 'Prove a factor, or ask for a challenge',
    body: authenticateBody,
    responses: { 200: flowAnswer },
    handler: async ({ body, context }) => {
      const { session_id: sessionId, auth_method: method, credentials } = body;
      const origin = requestOriginOf(context);
      await countAddress(origin);
      const { publicUrl } = deps.environment;
      const [device, link] = [deviceCookie(publicUrl).read(context), linkCookie(publicUrl).read(context)];
      const request = { method, credentials, device, link, certificate: certificateOf(context.req), origin };
      return answer(deps, await authenticate(deps, keyOf(context, cookie, sessionId), request));
    },
  });
}

function codeRoutes(deps: ApiDeps, cookie: OwnCookie): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/verify-otp',
      summary: 'Type a code',
      body: verifyBody,
      responses: { 200: flowAnswer },
      handler: async ({ body, context }) => {
        const { session_id: sessionId, otp, challenge_id: challengeId } = body;
        const device = deviceCookie(deps.environment.publicUrl).read(context);
        const typed = { otp, challengeId, device, origin: requestOriginOf(context) };
        return answer(deps, await verifyOtp(deps, keyOf(context, cookie, sessionId), typed));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/resend',
      summary: 'Send a code again',
      body: flowBody,
      responses: { 200: flowAnswer },
      handler: async ({ body, context }) => {
        const key = keyOf(context, cookie, body.session_id);
        return answer(
          deps,
          await resendCode(deps, key, {
            device: deviceCookie(deps.environment.publicUrl).read(context),
            origin: requestOriginOf(context),
          }),
        );
      },
    }),
  ];
}

function completeRoute(deps: ApiDeps, cookie: OwnCookie): Route {
  return defineRoute({
    method: 'post',
    path: '/complete',
    summary: 'End a sign-in in which enough was proven',
    body: completeBody,
    responses: { 200: completeAnswer },
    handler: async ({ body, context }) => {
      const key = keyOf(context, cookie, body.session_id);
      const origin = requestOriginOf(context);
      const { publicUrl } = deps.environment;
      const trusted = trustCookie(publicUrl);
      const before = trusted.read(context);
      const trust = body.trust_device ? { trust: { cookie: before } } : {};
      const complete = () => completeFlow(deps, key, { remember: body.remember, ...trust, origin });
      const { flow, trustToken } = await complete().catch(async (error: unknown) => {
        if (!(error instanceof CountersignError) || error.code !== 'more_required') throw error;
        await checkEnough(deps, key, origin);
        return complete();
      });
      if (trustToken) trusted.set(context, writeTrustTokens(before, trustToken), deviceLifetime);
      const device = deviceCookie(publicUrl);
      device.set(context, await vouchForDevice(deps, device.read(context), flow.personId ?? ''), deviceLifetime);
      const { acr, amr, auth_time } = presentAchieved(flow);
      const ended = { session_id: flow.id, status: 'completed' as const, acr, amr, auth_time };
      return { status: 200, body: { ...ended, redirect_to: await redirectOf(deps, context, flow) } };
    },
  });
}

/** Takes over an approval that the flow waits for. @throws CountersignError `more_required`, which says what is missing. */
async function checkEnough(deps: ApiDeps, key: FlowKey, origin: RequestOrigin): Promise<void> {
  const { flow } = await loadFlow(deps, key, origin);
  if (!openStatuses.some((status) => status === flow.status)) return;
  const extra = { required: presentRequired(flow), achieved: presentAchieved(flow), methods: presentMethods(flow) };
  throw new CountersignError('more_required', { extra });
}

/** Where the browser goes: on with the interaction, or to the authorization endpoint with what the client began with. */
async function redirectOf(
  { environment, authorizationServer }: ApiDeps,
  context: Context,
  flow: AuthenticationFlow,
): Promise<string> {
  if (flow.interactionId) return authorizationServer.finishInteraction(context, flow.interactionId, signInOf(flow));
  const { parameters = {} } = JSON.parse(flow.request) as AuthorizationRequest;
  return `${environment.publicUrl}/authentication/authorize?${new URLSearchParams(parameters).toString()}`;
}

import type { Context } from 'koa';
import type { z } from 'zod';
import type { AppDeps } from '../app-deps.ts';
import { callerOf } from '../authenticate-app.ts';
import { authenticatorBody, authenticatorList, authenticatorParams } from './schema.ts';
import { messageIdOf } from '../message-id.ts';
import { factorProofHeader, messageIdHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { dropAuthenticator } from '../../../commands/devices/authenticators/drop-authenticator.ts';
import { listAuthenticators } from '../../../commands/devices/authenticators/list-authenticators.ts';
import type { AuthenticatorList } from '../../../commands/devices/authenticators/list-authenticators.ts';
import { setAuthenticator } from '../../../commands/devices/authenticators/set-authenticator.ts';

/** The factors by which a registration can prove that its user is there: PIN, fingerprint, custom authenticators. */
export function authenticatorRoutes(deps: AppDeps): Route[] {
  return [list(deps), set(deps), drop(deps)];
}

function list(deps: AppDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/authenticators',
    summary: 'Authenticators of the profile',
    responses: { 200: authenticatorList },
    handler: async ({ context }) => ({
      status: 200,
      body: presentAuthenticators(await listAuthenticators(deps, callerOf(context).registrationId)),
    }),
  });
}

function set(deps: AppDeps): Route {
  return defineRoute({
    method: 'put',
    path: '/authenticators/:name',
    summary: 'Set or change an authenticator',
    headers: [messageIdHeader, factorProofHeader],
    params: authenticatorParams,
    body: authenticatorBody,
    responses: { 204: null },
    handler: async ({ params, body, context }) => {
      await setAuthenticator(deps, callerOf(context), {
        name: params.name,
        publicKey: body.public_key,
        ...messageOf(context),
      });
      return { status: 204 };
    },
  });
}

function drop(deps: AppDeps): Route {
  return defineRoute({
    method: 'delete',
    path: '/authenticators/:name',
    summary: 'Drop an authenticator; with the PIN all of them',
    headers: [messageIdHeader, factorProofHeader],
    params: authenticatorParams,
    responses: { 204: null },
    handler: async ({ params, context }) => {
      await dropAuthenticator(deps, callerOf(context), { name: params.name, ...messageOf(context) });
      return { status: 204 };
    },
  });
}

function messageOf(context: Context): { messageId: string; factorProof: string | undefined } {
  return { messageId: messageIdOf(context), factorProof: context.get('factor-proof') || undefined };
}

/** The authenticators of a registration, without their keys. */
function presentAuthenticators({
  authenticators,
  maxPinAttempts,
  attemptsLeft,
}: AuthenticatorList): z.input<typeof authenticatorList> {
  return {
    authenticators: authenticators.map(({ name, createdAt }) => ({ name, created_at: createdAt.toISOString() })),
    max_pin_attempts: maxPinAttempts,
    ...(attemptsLeft !== undefined && { attempts_left: attemptsLeft }),
  };
}

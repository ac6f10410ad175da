import type { Context } from 'koa';
import type { z } from 'zod';
import { consumeToken } from '../../commands/action-tokens/use/consume-token.ts';
import type { ConsumedToken } from '../../commands/action-tokens/use/consume-token.ts';
import type { TokenCaller } from '../../commands/action-tokens/use/find-usable-token.ts';
import { readPerson } from '../../commands/persons/profile/find-person.ts';
import type { PersonProfile } from '../../domain/persons/profile/profile.ts';
import type { ApiClient } from '../../entities/configuration/api-client.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { idempotencyKeyHeader, readIdempotencyKey } from '../http/request-headers.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { presentPerson } from '../persons/presenter.ts';
import { tokenAnswer, tokenBody } from './schema.ts';
import { validateRoute } from './validate-route.ts';

/** Credentials API (contract/idp.md section 1). */
export function credentialRoutes(deps: ApiDeps): Route[] {
  return [validateRoute(deps), tokenRoute(deps)];
}

function tokenRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/credentials/token',
    summary: 'Process an action token',
    headers: [idempotencyKeyHeader],
    body: tokenBody,
    responses: { 200: tokenAnswer },
    handler: async ({ body: { token, code }, context }) => {
      const { general } = await deps.configuration.current();
      if (!general.credentials_api_enabled) throw new CountersignError('credentials_api_disabled');
      if (token === undefined)
        throw new CountersignError('action_parameter_missing', { extra: { parameter: 'token' } });
      const origin = requestOriginOf(context);
      const consumed = await consumeToken(deps, { token, code, caller: callerOf(deps, context), origin });
      const person = await readPerson(deps, consumed.personId, { emails: true, phones: true });
      if (!person) throw new CountersignError('action_token_invalid');
      return { status: 200, body: presentConsumed(consumed, person) };
    },
  });
}

/** Without a key no later request is a repetition of this one. */
function callerOf({ random }: ApiDeps, context: Context): TokenCaller {
  const { id: clientId } = context.state.apiClient as ApiClient;
  return { kind: 'site', clientId, key: readIdempotencyKey(context) ?? random(16).toString('hex') };
}

function presentConsumed(
  { results, redirectUri, signIn }: ConsumedToken,
  person: PersonProfile,
): z.input<typeof tokenAnswer> {
  return {
    profile: presentPerson(person),
    results: results.map(({ type, parameters, status }) => ({
      type,
      ...(Object.keys(parameters).length > 0 ? { parameters: { ...parameters } } : {}),
      execution_status: status,
    })),
    redirect_uri: redirectUri ?? null,
    ...(signIn ? { sign_in: { url: signIn.url, expires_at: signIn.expiresAt.toISOString() } } : {}),
  };
}

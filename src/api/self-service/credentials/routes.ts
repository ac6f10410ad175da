import { z } from 'zod';
import { hasUserCode, removeUserCode, setUserCode } from '../../../commands/authentication/backchannel/user-codes.ts';
import { changePassword } from '../../../commands/persons/sign-in-methods/password/change-password.ts';
import { readUserCode } from '../../../domain/authentication/backchannel/user-code-rules.ts';
import { longestPassword } from '../../../domain/persons/sign-in-methods/password/password-rules.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { secret } from '../../http/secret.ts';
import { personOf } from '../authenticate-person.ts';
import { askedBy } from '../methods/asked-by.ts';
import { requireLevel } from '../require-level.ts';

// Characters beyond the longest password are for the rules to refuse: a code point may be two, and NFKC makes fewer of some.
const password = z
  .string()
  .min(1)
  .max(longestPassword * 4);

const passwordBody = z.strictObject({
  current_password: secret(password.describe('The present password.')),
  new_password: secret(password.describe('The new one: 15 characters or more.')),
  new_password_again: secret(password.describe('The same again.')),
});

const userCodeBody = z.strictObject({
  user_code: secret(
    z
      .string()
      .max(128)
      .refine((value) => readUserCode(value) !== undefined)
      .describe('The code: 4 to 32 printable characters.'),
  ),
});
const userCodeAnswer = z.object({ set: z.boolean().describe('Whether you have a user code.') });

export function credentialRoutes(deps: ApiDeps): Route[] {
  return [...passwordRoutes(deps), ...userCodeRoutes(deps)];
}

function passwordRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'patch',
      path: '/credentials/password',
      summary: 'Change your password',
      body: passwordBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        const { current_password: current, new_password: next } = body;
        if (next !== body.new_password_again) throw new CountersignError('passwords_differ');
        const { userId: personId, sessionId } = personOf(context);
        const { general } = await deps.configuration.current();
        const origin = requestOriginOf(context);
        const mostWrong = general.wrong_old_passwords;
        await changePassword(deps, { personId, current, next, mostWrong, sessionId, origin });
        return { status: 204 };
      },
    }),
  ];
}

/** What a person tells a client with which they sign in without a browser. It signs in nowhere by itself, so that its changes undo nothing. */
function userCodeRoutes(deps: ApiDeps): Route[] {
  const before = requireLevel(deps);
  const path = '/credentials/user-code';
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Whether you have a user code',
      responses: { 200: userCodeAnswer },
      handler: async ({ context }) => ({
        status: 200,
        body: { set: await hasUserCode(deps, personOf(context).userId) },
      }),
    }),
    defineRoute({
      before,
      method: 'put',
      path,
      summary: 'Set your user code',
      body: userCodeBody,
      responses: { 204: null },
      handler: async ({ body: { user_code: typed }, context }) => {
        await setUserCode(deps, { ...askedBy(context), typed });
        return { status: 204 };
      },
    }),
    defineRoute({
      before,
      method: 'delete',
      path,
      summary: 'Remove your user code',
      responses: { 204: null },
      handler: async ({ context }) => {
        await removeUserCode(deps, askedBy(context));
        return { status: 204 };
      },
    }),
  ];
}

import { z } from 'zod';
import { changePassword } from '../../../commands/persons/sign-in-methods/password/change-password.ts';
import { longestPassword } from '../../../domain/persons/sign-in-methods/password/password-rules.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { secret } from '../../http/secret.ts';
import { personOf } from '../authenticate-person.ts';

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

export function credentialRoutes(deps: ApiDeps): Route[] {
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

import { z } from 'zod';
import { validateCredentials } from '../../commands/authentication/credentials/validate-credentials.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { secret } from '../http/secret.ts';

const credentialsBody = z.strictObject({
  identifier: z.string().min(1).max(320).describe('E-mail address or username.'),
  password: secret(z.string().min(1).max(1024)).describe('The password.'),
});

const credentialsAnswer = z.object({
  person_id: z.string().describe('Id of the person: the `user_id`.'),
  password_change_required: z
    .boolean()
    .describe('The password became known or was expired: do not go on before the person has another one.'),
});

/** Credentials API (contract/idp.md): a site that signs people in by itself compares a password. */
export function validateRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/credentials/validate',
    summary: 'Compare a password with that of a person',
    body: credentialsBody,
    responses: { 200: credentialsAnswer },
    handler: async ({ body, context }) => {
      const { personId, mustChange } = await validateCredentials(deps, { ...body, origin: requestOriginOf(context) });
      return { status: 200, body: { person_id: personId, password_change_required: mustChange } };
    },
  });
}

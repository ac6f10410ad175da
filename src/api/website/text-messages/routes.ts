import type { Context } from 'koa';
import { z } from 'zod';
import type { CodeRequest } from '../../../commands/mobile-authentication/text-messages/code-transaction.ts';
import { resendCode } from '../../../commands/mobile-authentication/text-messages/resend-code.ts';
import { verifyCode } from '../../../commands/mobile-authentication/text-messages/verify-code.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { idempotencyKeyHeader, readIdempotencyKey } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { identifier } from '../../http/text.ts';

const params = z.object({ user_id: identifier().describe('The user of the transaction.') });
const idField = z.string().min(1).max(64).toLowerCase();

/** Verify and resend of the code (contract/mobile-authentication.md section 5). */
export function textMessageRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/authenticate/user/:user_id/sms',
      summary: 'Verify the code of a text message',
      params,
      headers: [idempotencyKeyHeader],
      body: z.object({
        transaction_id: idField.describe('Id of the transaction.'),
        sms_code: z.string().min(1).max(32).describe('The code as the user typed it.'),
      }),
      responses: {
        200: z.object({ transaction_id: z.string().describe('Id of the transaction that the code confirmed.') }),
      },
      handler: async ({ params: { user_id: userId }, body, context }) => {
        const request = requestOf(context, { transactionId: body.transaction_id, userId });
        return { status: 200, body: { transaction_id: await verifyCode(deps, request, body.sms_code) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/authenticate/user/:user_id/sms/resend',
      summary: 'Send the same code again',
      params,
      headers: [idempotencyKeyHeader],
      body: z.object({ transaction_id: idField.describe('Id of the transaction.') }),
      responses: { 204: null },
      handler: async ({ params: { user_id: userId }, body, context }) => {
        await resendCode(deps, requestOf(context, { transactionId: body.transaction_id, userId }));
        return { status: 204 };
      },
    }),
  ];
}

/** What a request names, and its caller. */
function requestOf(context: Context, named: Pick<CodeRequest, 'transactionId' | 'userId'>): CodeRequest {
  return {
    ...named,
    apiClientId: (context.state.apiClient as ApiClient).id,
    key: readIdempotencyKey(context),
    origin: requestOriginOf(context),
  };
}

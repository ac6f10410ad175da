import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { countCode } from '../../../commands/mobile-authentication/count-code.ts';
import { writeEvent } from '../../../commands/events/record-event.ts';
import { originOf } from '../../../commands/request-origin.ts';
import type { RequestOrigin } from '../../../commands/request-origin.ts';
import { smsCode } from '../../../domain/mobile-authentication/codes/sms-code.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { isTransactionId } from '../../../domain/mobile-authentication/transaction-id.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { hasEnded } from '../../has-ended.ts';
import { idempotencyKeyHeader, readIdempotencyKey } from '../../request-headers.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { identifier } from '../../text.ts';

const params = z.object({ user_id: identifier() });
const idField = z.string().min(1).max(64);

/** Verify and resend of the code (contract/mobile-authentication.md section 5). */
export function textMessageRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/authenticate/user/:user_id/sms',
      summary: 'Verify the code of a text message',
      params,
      headers: [idempotencyKeyHeader],
      body: z.object({ transaction_id: idField, sms_code: z.string().min(1).max(32) }),
      responses: { 200: z.object({ transaction_id: z.string() }) },
      handler: async ({ params: { user_id }, body, context }) => {
        const row = await loadOwn(deps, body.transaction_id, user_id, context.state.apiClient as ApiClient);
        const messageId = attemptId(deps, row.id, { code: body.sms_code, key: readIdempotencyKey(context) });
        if (row.status === 'pending') await verify(deps, row, { code: body.sms_code, messageId, origin: requestOriginOf(context) });
        else refuseUnlessDecidedBy(row, messageId);
        return { status: 200, body: { transaction_id: row.id } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/authenticate/user/:user_id/sms/resend',
      summary: 'Send the same code again',
      params,
      headers: [idempotencyKeyHeader],
      body: z.object({ transaction_id: idField }),
      responses: { 204: null },
      handler: async ({ params: { user_id }, body, context }) => {
        const row = await loadOpen(deps, body.transaction_id, user_id, context.state.apiClient as ApiClient);
        const key = readIdempotencyKey(context);
        const messageId = key ? deps.keyring.lookupHash(key, `resend/${row.id}`).toString('hex') : randomUUID();
        const { verdict } = await deps.engine.resendCode(row.id, { messageId });
        if (verdict === 'limit_reached') await refuseFurtherResend(deps, row, requestOriginOf(context));
        if (verdict === 'not_sent') throw new CountersignError('sms_not_sent', { retryAfterSeconds: 5 });
        return { status: 204 };
      },
    }),
  ];
}

/** Counts a code for its user, then compares it, then has the workflow count and decide. */
async function verify(deps: ApiDeps, row: Transaction, { code, messageId, origin }: { code: string; messageId: string; origin: RequestOrigin }): Promise<void> {
  const counted = await countCode(deps, row, origin);
  const expected = smsCode(deps.keyring.mac('sms-code', row.id, deps.keyring.oldestId));
  if (!equalBytes(Buffer.from(code), Buffer.from(expected))) await takeWrongCode(deps, row.id, messageId);
  await takeRightCode(deps, row.id, messageId);
  await counted.forget();
}

async function refuseFurtherResend(deps: Pick<ApiDeps, 'em' | 'clock'>, { id, userId }: Transaction, origin: RequestOrigin): Promise<never> {
  await writeEvent(deps, { name: 'SMS AUTH RESEND FAILURE RESEND LIMIT REACHED', occurredAt: deps.clock(), ...originOf(origin), userId: userId ?? null, subjectId: id });
  throw new CountersignError('resend_limit_reached');
}

/** Names one try: with an `Idempotency-Key` a repetition of it is the same one, and another code under the same key is another. */
function attemptId({ keyring }: Pick<ApiDeps, 'keyring'>, transactionId: string, { code, key }: { code: string; key: string | undefined }): string {
  if (key === undefined) return randomUUID();
  const hash = keyring.lookupHash(JSON.stringify([key, code]), `verify/${transactionId}`).toString('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Whoever repeats the try that ended it, its answer being lost, gets that answer again. */
function refuseUnlessDecidedBy({ status, answerMessageId }: Transaction, messageId: string): void {
  if (answerMessageId !== messageId) throw new CountersignError('transaction_not_open');
  if (status !== 'authenticated') throw new CountersignError('verification_code_wrong');
}

/** Counted by the workflow before anyone hears that it was wrong. */
async function takeWrongCode(deps: Pick<ApiDeps, 'engine'>, transactionId: string, messageId: string): Promise<never> {
  await deps.engine.verifyCode(transactionId, { messageId, correct: false });
  throw new CountersignError('verification_code_wrong');
}

/**
 * Of several right codes at once one wins. The record says which: the workflow task that wrote it may have been lost, and
 * then the workflow heard of another one first.
 */
async function takeRightCode(deps: Pick<ApiDeps, 'engine' | 'em'>, transactionId: string, messageId: string): Promise<void> {
  await deps.engine.verifyCode(transactionId, { messageId, correct: true }).catch(hasEnded);
  refuseUnlessDecidedBy(await deps.em().findOneOrFail(Transaction, { id: transactionId }), messageId);
}

async function loadOpen(deps: Pick<ApiDeps, 'em'>, id: string, userId: string, client: ApiClient): Promise<Transaction> {
  const row = await loadOwn(deps, id, userId, client);
  if (row.status !== 'pending') throw new CountersignError('transaction_not_open');
  return row;
}

async function loadOwn(deps: Pick<ApiDeps, 'em'>, id: string, userId: string, client: ApiClient): Promise<Transaction> {
  const row = isTransactionId(id) ? await deps.em().findOne(Transaction, { id, apiClientId: client.id }) : null;
  if (!row || methodRules[row.method].decidedBy !== 'code') throw new CountersignError('transaction_not_open');
  if (row.userId !== userId) throw new CountersignError('transaction_of_other_user');
  return row;
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { countCode } from '../../../commands/mobile-authentication/count-code.ts';
import { recordRefusedCode } from '../../../commands/mobile-authentication/record-refused-code.ts';
import type { RefusedCode } from '../../../commands/mobile-authentication/record-refused-code.ts';
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
        const origin = requestOriginOf(context);
        const asked = { id: body.transaction_id, userId: user_id, client: context.state.apiClient as ApiClient };
        const enter = verify(deps, asked, { code: body.sms_code, key: readIdempotencyKey(context), origin });
        const transactionId = await enter.catch((error: unknown) => refuse(deps, { name: 'SMS AUTH VALIDATION FAILURE INVALID TRANSACTION', origin, ...asked }, error));
        return { status: 200, body: { transaction_id: transactionId } };
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
        const origin = requestOriginOf(context);
        const asked = { id: body.transaction_id, userId: user_id, client: context.state.apiClient as ApiClient };
        const send = resend(deps, asked, { key: readIdempotencyKey(context), origin });
        await send.catch((error: unknown) => refuse(deps, { name: 'SMS AUTH RESEND FAILURE INVALID TRANSACTION', origin, ...asked }, error));
        return { status: 204 };
      },
    }),
  ];
}

/** What a request names, and who makes it. */
interface Asked {
  id: string;
  userId: string;
  client: ApiClient;
}

/** What is wrong with the transaction is an event; what became of a code or a message is one where it is counted or sent. */
async function refuse(deps: Pick<ApiDeps, 'em' | 'clock'>, { name, origin, id, userId }: Pick<RefusedCode, 'name' | 'origin'> & Asked, error: unknown): Promise<never> {
  if (error instanceof CountersignError && (error.code === 'transaction_not_open' || error.code === 'transaction_of_other_user')) {
    await recordRefusedCode(deps, { name, origin, userId, transactionId: isTransactionId(id) ? id : undefined, code: error.code });
  }
  throw error;
}

/** @returns the id of the transaction that the code is right for. */
async function verify(deps: ApiDeps, asked: Asked, { code, key, origin }: { code: string; key: string | undefined; origin: RequestOrigin }): Promise<string> {
  const row = await loadOwn(deps, asked);
  const messageId = attemptId(deps, row.id, { code, key });
  if (row.status === 'pending') await enterCode(deps, row, { code, messageId, origin });
  else refuseUnlessDecidedBy(row, messageId);
  return row.id;
}

async function resend(deps: ApiDeps, asked: Asked, { key, origin }: { key: string | undefined; origin: RequestOrigin }): Promise<void> {
  const row = await loadOwn(deps, asked);
  // One that is repeated after the end, its answer being lost, gets that answer: the workflow knows it by the name of the try, and takes no other.
  if (row.status !== 'pending' && key === undefined) throw new CountersignError('transaction_not_open');
  const messageId = key ? deps.keyring.lookupHash(key, `resend/${row.id}`).toString('hex') : randomUUID();
  const { verdict } = await deps.engine.resendCode(row.id, { messageId });
  if (verdict === 'limit_reached') await refuseFurtherResend(deps, row, origin);
  if (verdict === 'not_sent') throw new CountersignError('sms_not_sent', { retryAfterSeconds: 5 });
}

/** Counts a code for its user, then compares it, then has the workflow count and decide. */
async function enterCode(deps: ApiDeps, row: Transaction, { code, messageId, origin }: { code: string; messageId: string; origin: RequestOrigin }): Promise<void> {
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

async function loadOwn(deps: Pick<ApiDeps, 'em'>, { id, userId, client }: Asked): Promise<Transaction> {
  const row = isTransactionId(id) ? await deps.em().findOne(Transaction, { id, apiClientId: client.id }) : null;
  if (!row || methodRules[row.method].decidedBy !== 'code') throw new CountersignError('transaction_not_open');
  if (row.userId !== userId) throw new CountersignError('transaction_of_other_user');
  return row;
}

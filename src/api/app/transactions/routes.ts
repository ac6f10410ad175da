import { refusalError } from '../../../commands/devices/authenticators/act-once.ts';
import type { AppCaller } from '../../../commands/devices/app-caller.ts';
import { claimTransaction } from '../../../commands/mobile-authentication/answer/claim-transaction.ts';
import { fetchTransaction } from '../../../commands/mobile-authentication/answer/fetch-transaction.ts';
import { listOpenTransactions } from '../../../commands/mobile-authentication/answer/list-open-transactions.ts';
import { endReported } from '../../../commands/mobile-authentication/close/freeze-pushes.ts';
import { loadAnswered, wrongVerificationCode } from '../../../commands/mobile-authentication/answer/answer-status.ts';
import type { AnswerStatus } from '../../../commands/mobile-authentication/answer/answer-status.ts';
import { readAnswer } from '../../../commands/mobile-authentication/answer/read-answer.ts';
import type {
  FactorRefusal,
  WrongVerificationCode,
} from '../../../commands/mobile-authentication/answer/read-answer.ts';
import { reportAfterEnd } from '../../../commands/mobile-authentication/answer/report-after-end.ts';
import { createRateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { ignoreAlreadyEnded } from '../../../errors/ignore-already-ended.ts';
import { messageIdHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';
import { createNewestStreams } from '../../http/streaming/newest-streams.ts';
import { presentOpenTransactions } from './presenter.ts';
import {
  claimBody,
  claimedAnswer,
  decidedAnswer,
  emptyBody,
  messageAnswer,
  messageBody,
  openTransactions,
  transactionParams,
} from './schema.ts';
import { streamOpenTransactions } from './stream-open-transactions.ts';
import { processLimits, rateLimit } from '../../../domain/rate-limits/limits.ts';

/** Open transactions of the user: list, stream, fetch and answer. */
export function transactionRoutes(deps: AppDeps): Route[] {
  return [list(deps), stream(deps), claim(deps), fetch(deps), answer(deps)];
}

function list(deps: AppDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/transactions',
    summary: 'Open transactions of the profile',
    responses: { 200: openTransactions },
    handler: async ({ context }) => ({
      status: 200,
      body: presentOpenTransactions(await listOpenTransactions(deps, callerOf(context).registrationId)),
    }),
  });
}

/** An app needs one; streams of lost connections linger. */
const { most: mostStreams } = processLimits['streams-open'];

function stream(appDeps: AppDeps): Route {
  const deps = { ...appDeps, streams: createNewestStreams(mostStreams) };
  return defineRoute({
    method: 'get',
    path: '/transactions/stream',
    summary: 'Open transactions of the profile as server-sent events',
    responses: {},
    otherFormats: ['text/event-stream'],
    handler: async ({ context, log }) => {
      await streamOpenTransactions(deps, context, callerOf(context).registrationId, log);
      return undefined;
    },
  });
}

function claim(deps: AppDeps): Route {
  // 128 bits cannot be guessed: the limit keeps a broken app from filling the events.
  const limit = createRateLimit(deps, rateLimit('otp-claim:profile'));
  return defineRoute({
    method: 'post',
    path: '/transactions/claim',
    summary: 'Claim an OTP transaction for the user',
    headers: [messageIdHeader],
    body: claimBody,
    responses: { 200: claimedAnswer },
    handler: async ({ body, context }) => {
      const caller = callerOf(context);
      const messageId = messageIdOf(context);
      await limit.count(caller.registrationId);
      const transactionId = await claimTransaction(deps, caller, { otp: body.otp, messageId });
      await limit.takeBack(caller.registrationId);
      return { status: 200, body: { transaction_id: transactionId } };
    },
  });
}

function fetch(deps: AppDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/transactions/:id/fetch',
    summary: 'What to show of a transaction, once',
    headers: [messageIdHeader],
    params: transactionParams,
    body: emptyBody,
    responses: { 200: messageAnswer },
    handler: async ({ params, context }) => {
      const message = await fetchTransaction(deps, callerOf(context), {
        transactionId: params.id,
        messageId: messageIdOf(context),
      });
      return { status: 200, body: { message } };
    },
  });
}

function answer(deps: AppDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/transactions/:id/answer',
    summary: 'Approve or refuse a transaction',
    headers: [messageIdHeader],
    params: transactionParams,
    body: messageBody,
    responses: { 200: decidedAnswer },
    handler: async ({ params, body, context }) => {
      const request = { transactionId: params.id, messageId: messageIdOf(context), message: body.message };
      const caller = callerOf(context);
      const status = await decide(deps, caller, request).catch((error: unknown) =>
        heedReport(deps, caller, request, error),
      );
      return { status: 200, body: { transaction_id: params.id, status } };
    },
  });
}

/** Keeps a "not me" report that came after the end. The app gets the same answer with or without one. */
async function heedReport(
  deps: AppDeps,
  caller: AppCaller,
  request: { transactionId: string; message: string },
  error: unknown,
): Promise<never> {
  const hasClosed = error instanceof CountersignError && error.code === 'transaction_closed';
  if (hasClosed && (await reportAfterEnd(deps, caller, request))) await endReported(deps, caller.userId);
  throw error;
}

/** Proves the answer and sends it to the workflow. The record holds the result. */
async function decide(
  deps: AppDeps,
  caller: AppCaller,
  request: { transactionId: string; messageId: string; message: string },
): Promise<AnswerStatus> {
  const proven = await readAnswer(deps, caller, request);
  if ('answered' in proven) return proven.answered;
  if ('refused' in proven) throw await refuseFactor(deps, request.transactionId, proven);
  if ('wrongCode' in proven) return refuseCode(deps, caller, request, proven);
  const decided = await deps.engine.mobileAuthentication
    .answer(request.transactionId, proven)
    .catch(ignoreAlreadyEnded);
  // The workflow wrote the record with this decision. In every other case read the record.
  if (decided?.isFirst && decided.outcome.status === 'authenticated') return decided.outcome.status;
  const status = await loadAnswered(deps, caller, request);
  if (proven.reason === 'not_me') await endReported(deps, caller.userId);
  return status;
}

/** Answers a wrong code after it is counted: a caller that aborts before the count must not learn the result. */
async function refuseCode(
  deps: AppDeps,
  caller: AppCaller,
  request: { transactionId: string; messageId: string },
  { wrongCode: { attemptId, factor } }: WrongVerificationCode,
): Promise<AnswerStatus> {
  const counted = await deps.engine.mobileAuthentication
    .countWrongCode(request.transactionId, { messageId: request.messageId, attemptId, factor })
    .catch(ignoreAlreadyEnded);
  if (counted && counted.attemptsLeft > 0) throw wrongVerificationCode(counted.attemptsLeft);
  // After the last wrong code read the record: a workflow task that was lost may have written another end before.
  return loadAnswered(deps, caller, request);
}

/** Sends a wrong PIN to the workflow, which ends the transaction at the last one, before the user's other open transactions end. */
async function refuseFactor(
  deps: AppDeps,
  transactionId: string,
  { messageId, refused }: FactorRefusal,
): Promise<CountersignError> {
  const exhausted = refused.code === 'user_disconnected';
  if (exhausted || refused.code === 'wrong_factor_proof') {
    await deps.engine.mobileAuthentication
      .countWrongFactor(transactionId, { messageId, exhausted })
      .catch((error: unknown) =>
        deps.log.warn({ err: error, transaction_id: transactionId }, 'wrong factor not counted'),
      );
  }
  if (refused.openWork) await deps.removals.tell(refused.openWork);
  return refusalError(refused);
}

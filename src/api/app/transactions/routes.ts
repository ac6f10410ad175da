import { refusalError } from '../../../commands/authenticators/act-once.ts';
import type { AppCaller } from '../../../commands/app-caller.ts';
import { claimTransaction } from '../../../commands/mobile-authentication/answer/claim-transaction.ts';
import { fetchTransaction } from '../../../commands/mobile-authentication/answer/fetch-transaction.ts';
import { listOpenTransactions } from '../../../commands/mobile-authentication/answer/list-open-transactions.ts';
import { endReported } from '../../../commands/mobile-authentication/close/freeze-pushes.ts';
import { loadAnswered, readAnswer, wrongVerificationCode } from '../../../commands/mobile-authentication/answer/read-answer.ts';
import type { AnswerStatus, FactorRefusal, WrongVerificationCode } from '../../../commands/mobile-authentication/answer/read-answer.ts';
import { reportAfterEnd } from '../../../commands/mobile-authentication/answer/report-after-end.ts';
import { createRateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import { tellWorkflows } from '../../../commands/users/open-work.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { userHash } from '../../../security/user-hash.ts';
import { hasEnded } from '../../has-ended.ts';
import { messageIdHeader } from '../../request-headers.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';
import { createNewestStreams } from './newest-streams.ts';
import { presentOpenTransactions } from './presenter.ts';
import { claimBody, claimedAnswer, decidedAnswer, emptyBody, messageAnswer, messageBody, openTransactions, transactionParams } from './schema.ts';
import { streamOpenTransactions } from './stream-open-transactions.ts';

/** What waits for the user's decision: list, stream, fetch and answer. */
export function transactionRoutes(deps: AppDeps): Route[] {
  return [list(deps), stream(deps), claim(deps), fetch(deps), answer(deps)];
}

function list(deps: AppDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/transactions',
    summary: 'Open transactions of the profile',
    responses: { 200: openTransactions },
    handler: async ({ context }) => ({ status: 200, body: presentOpenTransactions(await listOpenTransactions(deps, callerOf(context).profileId)) }),
  });
}

function stream(appDeps: AppDeps): Route {
  const deps = { ...appDeps, streams: createNewestStreams() };
  return defineRoute({
    method: 'get',
    path: '/transactions/stream',
    summary: 'Open transactions of the profile as server-sent events',
    responses: {},
    otherFormats: ['text/event-stream'],
    handler: async ({ context, log }) => {
      await streamOpenTransactions(deps, context, callerOf(context).profileId, log);
      return undefined;
    },
  });
}

/** Wrong OTPs of one profile. Nobody guesses 128 bits: it keeps a broken app from filling the events. */
const claimLimit = { name: 'otp-claim:profile', points: 30, duration: 600 };

function claim(deps: AppDeps): Route {
  const limit = createRateLimit(deps, claimLimit);
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
      await limit.count(caller.profileId);
      const transactionId = await claimTransaction(deps, caller, { otp: body.otp, messageId });
      await limit.takeBack(caller.profileId);
      await nameClaimant(deps, caller, transactionId, messageId);
      return { status: 200, body: { transaction_id: transactionId } };
    },
  });
}

/** Only operators look for it: a claim stands without. */
async function nameClaimant(deps: AppDeps, { userId }: AppCaller, transactionId: string, messageId: string): Promise<void> {
  const named = deps.engine.nameClaimant(transactionId, { messageId, userHash: userHash(deps.keyring, userId) });
  await named.catch((error: unknown) => deps.log.warn({ err: error, transaction_id: transactionId }, 'the workflow does not say who claimed it'));
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
      const message = await fetchTransaction(deps, callerOf(context), { transactionId: params.id, messageId: messageIdOf(context) });
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
      const status = await decide(deps, caller, request).catch((error: unknown) => heedReport(deps, caller, request, error));
      return { status: 200, body: { transaction_id: params.id, status } };
    },
  });
}

/** What came too late to decide may still be a report, which is not lost. The app is told the same either way. */
async function heedReport(deps: AppDeps, caller: AppCaller, request: { transactionId: string; message: string }, error: unknown): Promise<never> {
  const hasClosed = error instanceof CountersignError && error.code === 'transaction_closed';
  if (hasClosed && (await reportAfterEnd(deps, caller, request))) await endReported(deps, caller.userId);
  throw error;
}

/** Proves the answer and hands it to the workflow. What became of it, the record says. */
async function decide(deps: AppDeps, caller: AppCaller, request: { transactionId: string; messageId: string; message: string }): Promise<AnswerStatus> {
  const proven = await readAnswer(deps, caller, request);
  if ('answered' in proven) return proven.answered;
  if ('refused' in proven) throw await refuseFactor(deps, request.transactionId, proven);
  if ('wrongCode' in proven) return refuseCode(deps, caller, request, proven);
  await deps.engine.answerTransaction(request.transactionId, proven).catch(hasEnded);
  const status = await loadAnswered(deps, caller, request);
  if (proven.reason === 'not_me') await endReported(deps, caller.userId);
  return status;
}

/** Said to be wrong once it is counted, and not before: what nobody counted could be tried again and again. */
async function refuseCode(deps: AppDeps, caller: AppCaller, request: { transactionId: string; messageId: string }, { wrongCode: { attemptId, factor } }: WrongVerificationCode): Promise<AnswerStatus> {
  const counted = await deps.engine.countWrongCode(request.transactionId, { messageId: request.messageId, attemptId, factor }).catch(hasEnded);
  if (counted && counted.attemptsLeft > 0) throw wrongVerificationCode(counted.attemptsLeft);
  // Of the last one the record says whether it ended it: a workflow task that was lost may have written another end before.
  return loadAnswered(deps, caller, request);
}

/** A wrong PIN is the workflow's to count, too; the last one ends the transaction before it ends whatever else was open. */
async function refuseFactor(deps: AppDeps, transactionId: string, { messageId, refused }: FactorRefusal): Promise<CountersignError> {
  const exhausted = refused.code === 'user_disconnected';
  if (exhausted || refused.code === 'wrong_factor_proof') {
    await deps.engine.countWrongFactor(transactionId, { messageId, exhausted }).catch((error: unknown) => deps.log.warn({ err: error, transaction_id: transactionId }, 'wrong factor not counted'));
  }
  if (refused.openWork) await tellWorkflows(deps, refused.openWork);
  return refusalError(refused);
}

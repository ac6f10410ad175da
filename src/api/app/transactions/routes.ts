import type { AppCaller } from '../../../commands/app-caller.ts';
import { fetchTransaction } from '../../../commands/mobile-authentication/answer/fetch-transaction.ts';
import { listOpenTransactions } from '../../../commands/mobile-authentication/answer/list-open-transactions.ts';
import { loadAnswered, readAnswer } from '../../../commands/mobile-authentication/answer/read-answer.ts';
import type { AnswerStatus } from '../../../commands/mobile-authentication/answer/read-answer.ts';
import { hasEnded } from '../../has-ended.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';
import { presentOpenTransactions } from './presenter.ts';
import { decidedAnswer, emptyBody, messageAnswer, messageBody, openTransactions, transactionParams } from './schema.ts';
import { streamOpenTransactions } from './stream-open-transactions.ts';

/** What waits for the user's decision: list, stream, fetch and answer. */
export function transactionRoutes(deps: AppDeps): Route[] {
  return [list(deps), stream(deps), fetch(deps), answer(deps)];
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

function stream(deps: AppDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/transactions/stream',
    summary: 'Open transactions of the profile as server-sent events',
    responses: { 200: openTransactions },
    handler: async ({ context, log }) => {
      await streamOpenTransactions(deps, context, callerOf(context).profileId, log);
      return undefined;
    },
  });
}

function fetch(deps: AppDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/transactions/:id/fetch',
    summary: 'What to show of a transaction, once',
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
    params: transactionParams,
    body: messageBody,
    responses: { 200: decidedAnswer },
    handler: async ({ params, body, context }) => {
      const request = { transactionId: params.id, messageId: messageIdOf(context), message: body.message };
      return { status: 200, body: { transaction_id: params.id, status: await decide(deps, callerOf(context), request) } };
    },
  });
}

/** Proves the answer and hands it to the workflow. What became of it, the record says. */
async function decide(deps: AppDeps, caller: AppCaller, request: { transactionId: string; messageId: string; message: string }): Promise<AnswerStatus> {
  const proven = await readAnswer(deps, caller, request);
  if ('answered' in proven) return proven.answered;
  await deps.engine.answerTransaction(request.transactionId, proven).catch(hasEnded);
  return loadAnswered(deps, request);
}

import Koa from 'koa';
import type { ProblemView } from '../contract.ts';
import { CountersignRefusal, CountersignUnreachable } from './countersign/countersign-client.ts';

interface Problem extends ProblemView {
  status: number;
}

/** The message for the customer about each refusal. */
const ofRefusal: Record<string, Problem> = {
  '1001': {
    status: 409,
    problem: 'no_phone',
    message: 'Your phone cannot be asked right now. Choose another way, such as a text message.',
  },
  '1002': {
    status: 503,
    problem: 'push_unavailable',
    message: 'Your phone could not be reached. Try again, or use a text message.',
  },
  '1102': { status: 429, problem: 'too_many', message: 'Your phone was asked too often. Wait a moment and try again.' },
  '1103': { status: 503, problem: 'unavailable', message: 'Confirmations are not available for a moment. Try again.' },
  '3001': {
    status: 400,
    problem: 'phone_number',
    message: 'That phone number is not complete. Write it like +31612345678.',
  },
  '3002': {
    status: 503,
    problem: 'sms_unavailable',
    message: 'The text message could not be sent. Check the number and try again.',
  },
  '3003': { status: 422, problem: 'wrong_code', message: 'That code is not right. Check the latest text message.' },
  '3004': { status: 409, problem: 'closed', message: 'This payment is over already.' },
  '3006': {
    status: 409,
    problem: 'no_more_resends',
    message: 'The code was sent as often as allowed. Use the latest text message.',
  },
};

const unavailable: Problem = {
  status: 503,
  problem: 'unavailable',
  message: 'Confirmations are not available for a moment. Nothing was paid. Try again.',
};

const unexpected: Problem = {
  status: 500,
  problem: 'unexpected',
  message: 'Something went wrong on our side. Nothing was paid.',
};

/** Answers every failure of the shop's API with `{problem, message}` for the customer. */
export const presentProblems: Koa.Middleware = async (ctx, next) => {
  try {
    await next();
    if (ctx.status === 404 && ctx.body == null) ctx.throw(404, 'There is nothing here');
  } catch (error) {
    const { status, problem, message } = problemOf(error);
    // The log line is for the operator of the shop; request line and error contain no secret.
    if (status >= 500)
      console.error(`${ctx.method} ${ctx.path}: ${error instanceof Error ? error.message : 'unknown'}`);
    ctx.status = status;
    ctx.body = { problem, message } satisfies ProblemView;
  }
};

/** A failure as a message for the customer, with its status. */
export function problemOf(error: unknown): Problem {
  if (error instanceof CountersignRefusal) return ofRefusal[error.code] ?? unavailable;
  if (error instanceof CountersignUnreachable) return unavailable;
  if (error instanceof Koa.HttpError && error.expose) {
    return { status: error.status, problem: 'request', message: error.message };
  }
  return unexpected;
}

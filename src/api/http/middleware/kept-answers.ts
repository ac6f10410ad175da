import type { Context, Middleware } from 'koa';
import pLimit from 'p-limit';
import type { ApiDeps } from '../../api-deps.ts';
import type { CallingOperator } from '../calling-operator.ts';
import { readIdempotencyKey } from '../request-headers.ts';
import type { Route } from '../route.ts';
import { answerOnce } from '../../../commands/idempotency/answer-once.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'environment'>;

/** Most concurrent requests with a key, and their share of a small pool: each holds one connection to the end and may need a second. */
const [mostAtOnce, shareOfPool] = [4, 1 / 3];

/** Whether the answers of a route are stored by `Idempotency-Key`: for routes that create something for an authenticated caller. */
export function keepsAnswers(
  surface: { caller: string },
  route: Pick<Route, 'method' | 'responses' | 'answersAreKept' | 'caller'>,
): boolean {
  const isKnown = ['api-client', 'operator', 'client-or-operator'].includes(route.caller ?? surface.caller);
  return route.answersAreKept ?? (isKnown && route.method === 'post' && 201 in route.responses);
}

/**
 * Runs after authentication, around the route: a repetition gets the first answer without effect. One instance for all surfaces of a
 * process, which share its connections.
 */
export function keptAnswers(deps: Deps): Middleware {
  const slots = pLimit(Math.max(1, Math.min(mostAtOnce, Math.floor(deps.environment.databasePoolSize * shareOfPool))));
  return async (context, next) => {
    const key = readIdempotencyKey(context);
    if (key === undefined) return next();
    const content = `${context.method} ${context.url}\n${write(context.request.body)}`;
    const { answer, isRepeated } = await slots(() =>
      answerOnce(deps, { callerId: callerOf(context), key, content }, () => read(context, next)),
    );
    if (!isRepeated) return;
    if (answer.location !== undefined) context.set('Location', answer.location);
    context.set('Idempotency-Replayed', 'true');
    context.body = answer.body;
    context.status = answer.status;
  };
}

/** @throws CountersignError invalid_request for input that is nested too deeply to be serialised again. */
function write(body: unknown): string {
  try {
    return JSON.stringify(body ?? null);
  } catch (cause) {
    throw new CountersignError('invalid_request', { cause });
  }
}

async function read(context: Context, next: () => Promise<unknown>) {
  await next();
  return {
    status: context.status,
    body: context.body ?? null,
    location: (context.response.get('location') as string) || undefined,
  };
}

function callerOf(context: Context): string {
  const operator = context.state.operator as CallingOperator | undefined;
  return operator ? `operator:${operator.operatorId}` : `client:${(context.state.apiClient as ApiClient).id}`;
}

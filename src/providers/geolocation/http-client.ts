import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult, isBrokenCircuitError } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { withDeadline, timedOut } from '../connection/deadline.ts';
import { ExchangeError, exchange } from '../connection/exchange.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../connection/exchange.ts';
import type { ProviderAgents } from '../connection/provider-agents.ts';
import { PrivateAddressError } from '../connection/public-lookup.ts';
import { failed } from './geolocation.ts';
import type { GeolocationClient, GeolocationTarget, LocateResult, LocateRequest } from './geolocation.ts';
import { readAnswer } from './read-answer.ts';

/** Answers that are remembered, and for how long: addresses move between places over weeks. */
const [remembered, rememberedMs] = [10_000, 60 * 60 * 1000];
/** A service that failed so often in a row is left alone for this long; then one request tries it again. */
const [failuresInARow, restMs] = [5, 30_000];

const leftAlone = failed('unavailable', 'not asked, as it failed before');

/** The rest after failures, in milliseconds; a test does not wait half a minute. */
export interface HttpClientOptions {
  restMs?: number;
}

/**
 * Places by HTTPS from whoever is configured. Answers are remembered by the block of the address, those who ask for the
 * same at the same time share one request, and a service that fails is not asked for a while.
 */
export function createHttpClient(target: GeolocationTarget, agents: ProviderAgents, options: HttpClientOptions = {}): GeolocationClient {
  const url = target.url ?? '';
  const headers = { accept: 'application/json', 'user-agent': 'Countersign', ...(JSON.parse(target.headers ?? '{}') as Record<string, string>) };
  const answers = new LRUCache<string, Promise<LocateResult>>({ max: remembered, ttl: rememberedMs });
  const breaker = circuitBreaker(handleWhenResult((result) => (result as LocateResult).status === 'failed'), { halfOpenAfter: options.restMs ?? restMs, breaker: new ConsecutiveBreaker(failuresInARow) });
  const ask = async ({ address, timeoutMs }: LocateRequest): Promise<LocateResult> => {
    // One request tries whether it is back; nobody else waits for that.
    if (breaker.state === CircuitState.HalfOpen) return leftAlone;
    try {
      return await breaker.execute(() => askService(agents, { url: new URL(url.replaceAll('{ip}', encodeURIComponent(address))), headers, timeoutMs }, target));
    } catch (error) {
      if (isBrokenCircuitError(error)) return leftAlone;
      throw error;
    }
  };
  return {
    locate: async (request) => {
      const answer = answers.get(request.block) ?? remember(answers, request.block, ask(request));
      const result = await withDeadline(answer, request.timeoutMs);
      return result === timedOut ? failed('unavailable', 'timeout') : result;
    },
    close: async () => answers.clear(),
  };
}

/** Keeps an answer that is one; a failure is forgotten. */
function remember(answers: LRUCache<string, Promise<LocateResult>>, block: string, answer: Promise<LocateResult>): Promise<LocateResult> {
  answers.set(block, answer);
  const forget = (): void => {
    if (answers.peek(block) === answer) answers.delete(block);
  };
  answer.then((result) => result.status === 'failed' && forget(), forget);
  return answer;
}

type Question = Pick<ExchangeRequest, 'url' | 'headers' | 'timeoutMs'>;

async function askService(agents: ProviderAgents, question: Question, target: GeolocationTarget): Promise<LocateResult> {
  try {
    return present(await agents.use(question.url, (agent) => exchange({ method: 'GET', agent, ...question })), target);
  } catch (error) {
    if (error instanceof PrivateAddressError) return failed('unavailable', 'a private address');
    if (!(error instanceof ExchangeError)) throw error;
    if (error.code === 'ANSWER_TOO_LONG') return failed('invalid_answer', 'too long');
    return failed('unavailable', error.fault === 'timeout' ? 'timeout' : error.code);
  }
}

/** Refusals that have nothing to do with the address: a wrong key, a bill that is not paid, a proxy, too slow, too many. */
const refusesAll = new Set([401, 402, 403, 407, 408, 429]);

function present({ status, body }: ExchangeAnswer, target: GeolocationTarget): LocateResult {
  if (status === 200) return readAnswer(body, target);
  return status >= 400 && status < 500 && !refusesAll.has(status) ? { status: 'unknown' } : failed('unavailable', `status ${status}`);
}

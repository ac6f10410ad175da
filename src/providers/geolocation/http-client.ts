import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult, isBrokenCircuitError } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import type {
  GeolocationTarget,
  LocateRequest,
  LocateResult,
} from '../../domain/mobile-authentication/context/geolocation.ts';
import { withDeadline, timedOut } from '../connection/deadline.ts';
import { ExchangeError, exchange } from '../connection/exchange.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../connection/exchange.ts';
import type { ProviderAgents } from '../connection/provider-agents.ts';
import { PrivateAddressError } from '../connection/public-lookup.ts';
import { failed } from './geolocation.ts';
import type { GeolocationClient } from './geolocation.ts';
import { readAnswer } from './read-answer.ts';

/** Most cached answers, and milliseconds that they are used: addresses move within weeks. */
const [remembered, rememberedMs] = [10_000, 60 * 60 * 1000];
/** After this many failures in a row the service is not called for a while; then one request tries it. */
const [failuresInARow, restMs] = [5, 30_000];

const leftAlone = failed('unavailable', 'not asked, as it failed before');

/** The pause after failures in milliseconds; shorter in tests. */
export interface HttpClientOptions {
  restMs?: number;
}

/**
 * Locates addresses by the configured HTTPS service. Answers are cached by the block of the address, concurrent lookups of
 * one block share a request, and a failing service is not called for a while.
 */
export function createHttpClient(
  target: GeolocationTarget,
  agents: ProviderAgents,
  options: HttpClientOptions = {},
): GeolocationClient {
  const url = target.url ?? '';
  const headers = {
    accept: 'application/json',
    'user-agent': 'Countersign',
    ...(JSON.parse(target.headers ?? '{}') as Record<string, string>),
  };
  const answers = new LRUCache<string, Promise<LocateResult>>({ max: remembered, ttl: rememberedMs });
  const breaker = circuitBreaker(
    handleWhenResult((result) => (result as LocateResult).status === 'failed'),
    { halfOpenAfter: options.restMs ?? restMs, breaker: new ConsecutiveBreaker(failuresInARow) },
  );
  const ask = async ({ address, timeoutMs }: LocateRequest): Promise<LocateResult> => {
    // One request tries whether it is back; other requests do not wait for it.
    if (breaker.state === CircuitState.HalfOpen) return leftAlone;
    try {
      return await breaker.execute(() =>
        askService(
          agents,
          { url: new URL(url.replaceAll('{ip}', encodeURIComponent(address))), headers, timeoutMs },
          target,
        ),
      );
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

/** Caches an answer, never a failure. */
function remember(
  answers: LRUCache<string, Promise<LocateResult>>,
  block: string,
  answer: Promise<LocateResult>,
): Promise<LocateResult> {
  answers.set(block, answer);
  const forget = (): void => {
    if (answers.peek(block) === answer) answers.delete(block);
  };
  answer.then((result) => result.status === 'failed' && forget(), forget);
  return answer;
}

type Question = Pick<ExchangeRequest, 'url' | 'headers' | 'timeoutMs'>;

async function askService(
  agents: ProviderAgents,
  question: Question,
  target: GeolocationTarget,
): Promise<LocateResult> {
  try {
    return present(await agents.use(question.url, (agent) => exchange({ method: 'GET', agent, ...question })), target);
  } catch (error) {
    if (error instanceof PrivateAddressError) return failed('unavailable', 'a private address');
    if (!(error instanceof ExchangeError)) throw error;
    if (error.code === 'ANSWER_TOO_LONG') return failed('invalid_answer', 'too long');
    return failed('unavailable', error.fault === 'timeout' ? 'timeout' : error.code);
  }
}

/** Statuses that do not depend on the address: wrong key, payment required, proxy, timeout, rate limit. */
const refusesAll = new Set([401, 402, 403, 407, 408, 429]);

function present({ status, body }: ExchangeAnswer, target: GeolocationTarget): LocateResult {
  if (status === 200) return readAnswer(body, target);
  return status >= 400 && status < 500 && !refusesAll.has(status)
    ? { status: 'unknown' }
    : failed('unavailable', `status ${status}`);
}

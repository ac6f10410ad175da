import createClient from 'openapi-fetch';
import { Problem } from '../../design/feedback/problem.ts';
import type { paths } from './schema.ts';

/** The admin API, at the origin of the page: a cookie that no script reads goes along. */
export const api = createClient<paths>({ cache: 'no-store', headers: { Accept: 'application/json' } });

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * What was answered.
 * @throws Problem for a refusal, or where there was no answer; what a signal throws that is aborted.
 */
export async function answerOf<Data>(request: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await request.catch((thrown: unknown) => {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw new Problem('unreachable', undefined, thrown);
  });
  if (response.ok) return data as Data;
  const details = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const isAway = response.status >= 502 && response.status <= 504;
  const otherwise = isAway ? 'unreachable' : 'unexpected';
  const code = typeof details['code'] === 'string' ? details['code'] : otherwise;
  throw new Problem(code, { response, details });
}

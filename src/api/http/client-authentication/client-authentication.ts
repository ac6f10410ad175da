import type { ApiClient } from '../../../entities/configuration/api-client.ts';

/**
 * Who calls, or why that is not known: the method and what was wrong, for log and event, and the configured client it said to be.
 * `retryAfterSeconds`: too many wrong secrets came, so that this one is refused whatever it is.
 */
export type ClientAuthentication =
  | { client: ApiClient }
  | { refused: string; named: string | undefined; retryAfterSeconds?: number };

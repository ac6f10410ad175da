import type { ApiClient } from '../../entities/configuration/api-client.ts';

/** Who calls, or why that is not known: the method and what was wrong, for log and event, and the configured client it said to be. */
export type ClientAuthentication = { client: ApiClient } | { refused: string; named: string | undefined };

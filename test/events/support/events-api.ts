import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { basic, callForm } from '../../support/website.ts';
import type { Answer } from '../../support/website.ts';

export type Query = Record<string, string | number | readonly string[] | undefined>;

/** Calls the Events API. A list becomes a repeated parameter. */
export function createEventsApi({
  api,
  clients,
}: Pick<Endpoints, 'api' | 'clients'>): (query?: Query | string) => Promise<Answer> {
  const authorization = basic(clients.administration);
  return (query = {}) =>
    callForm('GET', `${api}/oauth/api/v1/events?${typeof query === 'string' ? query : encodeQuery(query)}`, undefined, {
      authorization,
    });
}

function encodeQuery(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const item of [value ?? []].flat()) parameters.append(name, String(item));
  return parameters.toString();
}

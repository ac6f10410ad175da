import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { basic, callForm } from '../../support/website.ts';
import type { Answer, Form } from '../../support/website.ts';

/** Versions of the API that sites use. */
export const websiteVersions = ['v2', 'v3', 'v4'] as const;
export type WebsiteVersion = (typeof websiteVersions)[number];

/** A site that uses one version of the API. */
export interface Site {
  version: WebsiteVersion;
  initialise(form: Form, headers?: Record<string, string>): Promise<Answer>;
  result(transactionId: string, query?: string): Promise<Answer>;
  /** Every state in the result stream until it ends. */
  stream(transactionId: string): Promise<unknown[]>;
  cancel(transactionId: string): Promise<Answer>;
  verify(userId: string, transactionId: string, code: string): Promise<Answer>;
  resend(userId: string, transactionId: string): Promise<Answer>;
}

export function createSite({ api, clients }: Pick<Endpoints, 'api' | 'clients'>, version: WebsiteVersion): Site {
  const base = `${api}/oauth/api/${version}/authenticate`;
  const authorization = basic(clients.mobile_authentication);
  const call = (method: string, path: string, form?: Form, headers: Record<string, string> = {}) =>
    callForm(method, `${base}${path}`, form, { authorization, ...headers });
  return {
    version,
    initialise: (form, headers) => call('POST', '/user', form, headers),
    result: (id, query = '') => call('GET', `/transaction/${id}${query}`),
    cancel: (id) => call('DELETE', `/transaction/${id}`),
    verify: (user, id, code) =>
      call('POST', `/user/${encodeURIComponent(user)}/sms`, { transaction_id: id, sms_code: code }),
    resend: (user, id) => call('POST', `/user/${encodeURIComponent(user)}/sms/resend`, { transaction_id: id }),
    stream: async (id) => {
      const response = await fetch(`${base}/transaction/${id}`, {
        headers: { authorization, accept: 'text/event-stream' },
      });
      const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('event: transaction'));
      return events.map((event) => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? 'null') as unknown);
    },
  };
}

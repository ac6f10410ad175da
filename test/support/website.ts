import type { Endpoints } from '../../dev/parts/endpoints.ts';

/** The answer to a REST call. `body` is null when it has none. */
export interface Answer {
  status: number;
  headers: Headers;
  // The tests assert on the members that exist.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export type Form = Record<string, string>;

/** A website as Countersign's client: form-encoded REST with HTTP Basic. */
export interface Website {
  call(method: string, path: string, form?: Form, headers?: Record<string, string>): Promise<Answer>;
  initialise(form: Form, headers?: Record<string, string>): Promise<Answer>;
  result(transactionId: string, query?: string): Promise<Answer>;
  cancel(transactionId: string): Promise<Answer>;
  verify(userId: string, transactionId: string, code: string, headers?: Record<string, string>): Promise<Answer>;
  resend(userId: string, transactionId: string, headers?: Record<string, string>): Promise<Answer>;
  enrollmentCode(userId: string): Promise<string>;
}

/** A website with the demonstration site's API clients. */
export function createWebsite({ api, clients }: Pick<Endpoints, 'api' | 'clients'>): Website {
  const site = basic(clients.mobile_authentication);
  const users = basic(clients.end_user);
  const v4 = `${api}/oauth/api/v4`;
  const call: Website['call'] = (method, path, form, headers) =>
    callForm(method, `${v4}${path}`, form, { authorization: site, ...headers });
  return {
    call,
    initialise: (form, headers) => call('POST', '/authenticate/user', form, headers),
    result: (id, query = '') => call('GET', `/authenticate/transaction/${id}${query}`),
    cancel: (id) => call('DELETE', `/authenticate/transaction/${id}`),
    verify: (user, id, code, headers) =>
      call(
        'POST',
        `/authenticate/user/${encodeURIComponent(user)}/sms`,
        { transaction_id: id, sms_code: code },
        headers,
      ),
    resend: (user, id, headers) =>
      call('POST', `/authenticate/user/${encodeURIComponent(user)}/sms/resend`, { transaction_id: id }, headers),
    enrollmentCode: async (user) => {
      const answer = await callForm('GET', `${api}/oauth/api/v1/otp/${encodeURIComponent(user)}`, undefined, {
        authorization: users,
      });
      if (answer.status !== 200) throw new Error(`No enrolment code: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body.code as string;
    },
  };
}

/** The `Authorization` header of an API client. */
export function basic(client: { id: string; secret: string }): string {
  return `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
}

/** Makes one form-encoded call. */
export async function callForm(
  method: string,
  url: string,
  form?: Form,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, { method, headers, ...(form ? { body: new URLSearchParams(form) } : {}) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

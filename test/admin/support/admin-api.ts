import type { DemonstrationOperators, OperatorCredentials } from '../../../dev/secrets.ts';
import type { Answer } from '../../support/website.ts';

/** Options of a call to the admin API. */
export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A signed-in operator at the admin API of one server. */
export interface SignedIn {
  token: string;
  operatorId: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

/** Makes one call, without a session when the token is absent. */
export async function callAdmin(
  api: string,
  method: string,
  path: string,
  { body, headers }: CallOptions = {},
  token?: string,
): Promise<Answer> {
  const response = await fetch(`${api}/admin/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

/** Tries to sign in. */
export function login(
  api: string,
  credentials: OperatorCredentials,
  headers?: Record<string, string>,
): Promise<Answer> {
  return callAdmin(api, 'POST', '/session', { body: credentials, ...(headers ? { headers } : {}) });
}

/** Signs in. */
export async function signIn(api: string, credentials: OperatorCredentials): Promise<SignedIn> {
  const { status, body } = await login(api, credentials);
  if (status !== 201) throw new Error(`Not signed in: ${status} ${JSON.stringify(body)}`);
  return {
    token: body.token,
    operatorId: body.operator.id,
    call: (method, path, options) => callAdmin(api, method, path, options, body.token),
  };
}

/** Signs in one operator of each role. */
export async function signInAll(
  api: string,
  operators: DemonstrationOperators,
): Promise<Record<keyof DemonstrationOperators, SignedIn>> {
  const [admin, operator, helpdesk] = await Promise.all([
    signIn(api, operators.admin),
    signIn(api, operators.operator),
    signIn(api, operators.helpdesk),
  ]);
  return { admin, operator, helpdesk };
}

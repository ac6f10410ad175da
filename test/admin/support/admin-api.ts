import { inject } from 'vitest';
import { signInOperator } from '../../../dev/operators/sign-in-operator.ts';
import type { OperatorPassword } from '../../../dev/operators/sign-in-operator.ts';
import type { DemonstrationOperators } from '../../../dev/parts/demonstration.ts';
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

/** Makes one call, without a token when it is absent. */
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

/** Tokens of this test file by server and username. */
const tokens = new Map<string, Promise<string>>();

/**
 * Signs in through the authorization server, once for a server and a test file. The operators of the shared stack were signed in when it
 * started.
 */
export async function signIn(api: string, credentials: OperatorPassword): Promise<SignedIn> {
  const key = `${api} ${credentials.username}`;
  const found = tokens.get(key) ?? givenTokenOf(api, credentials) ?? signInOperator(api, credentials);
  tokens.set(key, Promise.resolve(found));
  const token = await found;
  return {
    token,
    // The people of the demonstration have their usernames as ids.
    operatorId: credentials.username,
    call: (method, path, options) => callAdmin(api, method, path, options, token),
  };
}

function givenTokenOf(api: string, { username }: OperatorPassword): Promise<string> | undefined {
  // The benchmarks sign in by this too, and are no tests.
  const stack = process.env['VITEST'] === undefined ? undefined : inject('stack');
  const given = stack?.endpoints.api === api ? stack.operatorTokens[username] : undefined;
  return given === undefined ? undefined : Promise.resolve(given);
}

/** Signs in the three operators of the demonstration. */
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

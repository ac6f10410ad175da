import type { OperatorPassword } from '../../../dev/operators/sign-in-operator.ts';
import type { DemonstrationOperators } from '../../../dev/parts/demonstration.ts';
import type { Answer } from '../../support/website.ts';
import { callAdmin } from './admin-api.ts';
import type { SignedIn } from './admin-api.ts';

/** Tries to open a session of an operator who is no person. */
export function login(api: string, credentials: OperatorPassword, headers?: Record<string, string>): Promise<Answer> {
  return callAdmin(api, 'POST', '/session', { body: credentials, ...(headers ? { headers } : {}) });
}

/** Opens one. */
export async function signIn(api: string, credentials: OperatorPassword): Promise<SignedIn> {
  const { status, body } = await login(api, credentials);
  if (status !== 201) throw new Error(`Not signed in: ${status} ${JSON.stringify(body)}`);
  return {
    token: body.token,
    operatorId: body.operator.id,
    call: (method, path, options) => callAdmin(api, method, path, options, body.token),
  };
}

/** Opens one for an operator of each role. */
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

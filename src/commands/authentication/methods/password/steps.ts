import { timeOrderedId } from '../../../../entities/columns/id.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { hashPassword, storePassword } from '../../../persons/sign-in-methods/password/set-password.ts';
import { verifyPassword } from '../../../persons/sign-in-methods/password/verify-password.ts';
import { findByIdentifier, foldIdentifier } from '../find-by-identifier.ts';
import { hasMethod } from '../has-method.ts';
import { knownDeviceOf } from '../../known-devices/known-device.ts';
import type { Attempt, MethodResult, MethodSteps } from '../method-steps.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { personOfFlow } from '../../browser-accounts/chosen-account.ts';

export type PasswordCredentials = { identifier?: string | undefined; password: string } | { new_password: string };

/** A new password, until the sign-in in which it was chosen has proven enough: who knows the former one alone changes nothing. */
interface KeptPassword {
  hash?: string;
}

/** A password. One that another may know is changed before it counts. */
export const passwordSteps: MethodSteps<PasswordCredentials> = {
  begin: (deps, attempt) =>
    'new_password' in attempt.credentials
      ? changePassword(deps, attempt, attempt.credentials.new_password)
      : comparePassword(deps, attempt, attempt.credentials),
  show: () => ({ type: 'password_change' }),
  async writeKept(deps, { flow: flowId, personId, content }, { sessionId, origin }) {
    const { hash } = JSON.parse(content ?? '{}') as KeptPassword;
    if (personId && hash) await storePassword(deps, { personId, hash, flowId, sessionId: sessionId ?? null, origin });
  },
  isSetUp: (deps, personId) => hasMethod(deps, personId, 'password'),
};

async function comparePassword(
  deps: FlowDeps,
  { flow, device, origin }: Attempt<unknown>,
  { identifier, password }: { identifier?: string | undefined; password: string },
): Promise<MethodResult> {
  const personId = identifier === undefined ? knownPersonOf(flow) : await findByIdentifier(deps, identifier);
  const knownDevice = await knownDeviceOf(deps, device, personId);
  const guess = { personId, identifier: foldIdentifier(identifier ?? ''), password, knownDevice, origin };
  const verified = await verifyPassword(deps, guess);
  if (!verified.isRight || personId === undefined) return { refused: { code: 'invalid_credentials', personId } };
  if (!verified.mustChange) return { proven: { personId } };
  const id = timeOrderedId(deps.clock().getTime());
  return { challenge: { id, on: 'challenge sent', personId, expiresAt: flow.expiresAt } };
}

/** @throws CountersignError `invalid_request` before it is known who it is */
function knownPersonOf(flow: AuthenticationFlow): string {
  const personId = personOfFlow(flow);
  if (!personId) throw new CountersignError('invalid_request', { extra: { parameter: 'credentials.identifier' } });
  return personId;
}

async function changePassword(
  deps: FlowDeps,
  { challenge }: Attempt<unknown>,
  password: string,
): Promise<MethodResult> {
  const personId = challenge?.personId;
  if (!personId) return { refused: { code: 'no_challenge' } };
  const kept: KeptPassword = { hash: await hashPassword(deps, { personId, password }) };
  return { proven: { personId }, kept };
}

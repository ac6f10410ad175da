import type { EntityManager } from '@mikro-orm/postgresql';
import { strictestOf } from '../../../domain/authentication/levels.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { bothPolicies, requirementAt } from '../../../domain/authentication/policies/authentication-policy.ts';
import { conditionAt } from '../../../domain/authentication/policies/conditions.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { KeptRequest } from '../flow/open-flow.ts';
import { knownDeviceOf } from '../known-devices/known-device.ts';
import { findPolicyOfUser } from './applied-policy.ts';

type DecidedFlow = Pick<AuthenticationFlow, 'personId' | 'policy' | 'request' | 'required'>;

/**
 * What the policies make of a flow once it is this person's, first proven by this method. Changes nothing.
 */
export async function decideForUser(
  { keyring }: Pick<CommandDeps, 'keyring'>,
  { em, flow, now, origin }: { em: EntityManager; flow: DecidedFlow; now: Date; origin: RequestOrigin },
  { method, personId }: { method: SignInMethodName; personId: string },
): Promise<Pick<DecidedFlow, 'policy' | 'required'> & { isAllowed: boolean }> {
  const policy = flow.personId ? undefined : await findPolicyOfUser(em, personId);
  const { undecided = [], ...ofClient } = flow.policy;
  if (!policy && undecided.length === 0) return { isAllowed: true, policy: flow.policy, required: flow.required };
  const { device, country = null } = JSON.parse(flow.request) as KeptRequest;
  const isNewDevice = (await knownDeviceOf({ em: () => em, keyring }, device, personId)) === undefined;
  const context = { address: origin.clientIp ?? null, now, country, isNewDevice };
  const { isDenied, required } = requirementAt(policy ? [policy] : [], context);
  const decided = conditionAt(undecided, context);
  return {
    isAllowed: !isDenied && !decided.isDenied && (policy?.firstFactors.includes(method) ?? true),
    policy: policy ? bothPolicies(ofClient, policy) : ofClient,
    required: strictestOf([flow.required, required, { level: decided.level }]),
  };
}

import type { AuthenticationPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import { defaultPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import { AuthenticationPolicyRow } from '../../../entities/authentication/authentication-policy.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { policyOf } from './stored-policy.ts';

/** Policies of sign-ins as they stand, those of single persons apart, of whom there may be many. */
export interface RegisteredPolicies {
  ofClients: ReadonlyMap<string, AuthenticationPolicy>;
  /** Of clients without their own. */
  otherwise: AuthenticationPolicy;
  /** Whether any person has one of their own. */
  haveUsers: boolean;
}

/** Where the policies are had from; it follows changes made by any process within two seconds. */
export interface PolicySource {
  current(): Promise<RegisteredPolicies>;
}

/** Reads the policies of clients and the default one. */
export async function loadRegisteredPolicies(deps: Pick<CommandDeps, 'em'>): Promise<RegisteredPolicies> {
  const em = deps.em();
  const rows = await em.find(AuthenticationPolicyRow, { kind: ['client', 'default'] });
  const ofUser = await em.findOne(AuthenticationPolicyRow, { kind: 'user' }, { fields: ['id'] });
  const byDefault = rows.find(({ kind }) => kind === 'default');
  return {
    ofClients: new Map(
      rows.filter(({ kind }) => kind === 'client').map((row) => [row.subjectId, policyOf(row)] as const),
    ),
    otherwise: byDefault ? policyOf(byDefault) : defaultPolicy(),
    haveUsers: ofUser !== null,
  };
}

/** The policy of a client: its own, else the default one, else what holds without any. */
export function registeredPolicyOf(
  { ofClients, otherwise }: RegisteredPolicies,
  clientId: string,
): AuthenticationPolicy {
  return ofClients.get(clientId) ?? otherwise;
}

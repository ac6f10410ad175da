import type { EntityManager } from '@mikro-orm/postgresql';
import { columnsOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import { defaultPolicy, requirementAt } from '../../../domain/authentication/policies/authentication-policy.ts';
import type { AuthenticationPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import { trustedDays, withTrust } from '../../../domain/authentication/policies/trusted-devices.ts';
import { signInMethodNames } from '../../../domain/authentication/methods/all-methods.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import type { Requirement } from '../../../domain/authentication/levels.ts';
import { nameCountries, nameDevices } from '../../../domain/authentication/policies/conditions.ts';
import { AuthenticationPolicyRow } from '../../../entities/authentication/authentication-policy.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findTrustedDevice, hashTrustTokens } from '../trusted-devices/find-trusted-device.ts';
import { knownDeviceOf } from '../known-devices/known-device.ts';
import { registeredPolicyOf } from './registered-policies.ts';
import type { PolicySource } from './registered-policies.ts';
import { findCountry } from './sign-in-place.ts';
import type { PlaceDeps } from './sign-in-place.ts';
import { policyOf } from './stored-policy.ts';

/** The policy of a client as it is stored: its own, else the default one, else what holds without any. */
export async function findPolicyOfClient(em: EntityManager, clientId: string): Promise<AuthenticationPolicy> {
  return (await findPolicies(em, { clientId })).ofClient;
}

/** The policy of a person, which holds beside that of the client; undefined: there is none. */
export async function findPolicyOfUser(em: EntityManager, userId: string): Promise<AuthenticationPolicy | undefined> {
  return (await findPolicies(em, { userId })).ofUser;
}

interface AppliedPolicies {
  ofClient: AuthenticationPolicy;
  ofUser: AuthenticationPolicy | undefined;
}

/** In one prepared statement. */
async function findPolicies(
  em: EntityManager,
  { clientId = '', userId = '' }: { clientId?: string; userId?: string },
): Promise<AppliedPolicies> {
  const { select, read } = columnsOf(em, AuthenticationPolicyRow, 'a');
  const sql = `select ${select} from authentication_policy a
    where (a.kind = 'client' and a.subject_id = ?) or (a.kind = 'default' and a.subject_id = '') or (a.kind = 'user' and a.subject_id = ?)`;
  const rows = await runStatement(em, { sql, parameters: [clientId, userId] });
  const byKind = new Map(rows.flatMap((row) => read(row) ?? []).map((row) => [row.kind, policyOf(row)]));
  return {
    ofClient: byKind.get('client') ?? byKind.get('default') ?? defaultPolicy(),
    ofUser: byKind.get('user'),
  };
}

/** A sign-in as policies see it. */
export interface SignInAttempt {
  clientId: string;
  userId: string;
  /** What vouches for the browser. */
  device: string | undefined;
  /** What it keeps of persons who trust it; undefined where that does not count, as the request asks for a new sign-in. */
  trusted: string | undefined;
  origin: RequestOrigin;
}

/** What the policies of a client and of a person require of a sign-in, from where it is and at this time, and the methods that both have. */
export async function findRequirement(
  deps: PlaceDeps & Pick<CommandDeps, 'keyring'> & { policies: PolicySource },
  { clientId, userId, device, trusted, origin }: SignInAttempt,
): Promise<{ isDenied: boolean; required: Requirement; methods: SignInMethodName[] }> {
  const em = deps.em();
  const registered = await deps.policies.current();
  const ofClient = registeredPolicyOf(registered, clientId);
  const ofUser = registered.haveUsers ? await findPolicyOfUser(em, userId) : undefined;
  const policies = ofUser ? [ofClient, ofUser] : [ofClient];
  const isPlaceAsked = policies.some(({ conditions }) => nameCountries(conditions));
  const isDeviceAsked = policies.some(({ conditions }) => nameDevices(conditions));
  const now = deps.clock();
  const { isDenied, required } = requirementAt(policies, {
    address: origin.clientIp || null,
    now,
    country: isPlaceAsked ? await findCountry(deps, origin) : null,
    isNewDevice: isDeviceAsked && (await knownDeviceOf(deps, device, userId)) === undefined,
  });
  const methods = signInMethodNames.filter((name) => policies.every((policy) => policy.methods.includes(name)));
  const days = trustedDays(policies);
  if (required.factors === 1 || days === 0) return { isDenied, required, methods };
  const hashes = hashTrustTokens(deps.keyring, trusted);
  const isTrusted = await findTrustedDevice(em, { personId: userId, hashes, days, now });
  return { isDenied, required: isTrusted ? withTrust(required) : required, methods };
}

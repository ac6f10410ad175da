import type { EntityManager } from '@mikro-orm/postgresql';
import { strictestOf } from '../../../domain/authentication/levels.ts';
import type { Level } from '../../../domain/authentication/levels.ts';
import {
  bothPolicies,
  defaultPolicy,
  requirementAt,
} from '../../../domain/authentication/policies/authentication-policy.ts';
import type { AuthenticationPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import { holdsAlways } from '../../../domain/authentication/policies/conditions.ts';
import type { SignInContext } from '../../../domain/authentication/policies/conditions.ts';
import { AuthenticationPolicyRow } from '../../../entities/authentication/authentication-policy.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findAdministrators } from '../../persons/roles/administrators.ts';
import { operatorLevel } from '../../tokens/registry/operator-client.ts';
import { portalClientId } from '../../tokens/registry/portal-client.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';
import { findPolicyOfClient } from './applied-policy.ts';
import type { PolicyValues } from './change-policies.ts';
import { findPeopleAlike } from './people-alike.ts';
import type { PeopleAlike } from './people-alike.ts';
import { canReach } from './simulate-policy.ts';
import { policyOf } from './stored-policy.ts';

type Deps = FlowDeps & { environment: { mode: 'production' | 'development' } };

interface ChangedPolicy {
  kind: PolicyValues['kind'];
  subjectId: string;
  /** As it is to be; undefined: it is deleted. */
  values: PolicyValues | undefined;
  callerId: string;
  /** How many people the operator knows that it locks out. */
  confirmed: number | undefined;
  origin: RequestOrigin;
}

/** A policy before and after the change; undefined: there is none. */
interface Sides<Policy> {
  before: Policy;
  after: Policy;
}
/** Where people sign in: with the policies that hold there, and the level that is asked for besides. */
interface Place {
  ofClient: Sides<AuthenticationPolicy>;
  level: Level;
}

/** The part of the active people that a change may lock out without a question. */
const harmlessPart = 0.05;

/**
 * Before a change of a policy holds that would lock people out who can sign in today (contract/hub.md section 9): the operator who makes it or an
 * Administrator of the console, or more than a twentieth of all active people. It needs to be confirmed, and one that would leave no
 * Administrator is not made at all.
 * @throws CountersignError `would_lock_out`
 */
export async function checkLockOut(deps: Deps, changed: ChangedPolicy): Promise<void> {
  const em = deps.em();
  const { kind, subjectId, callerId, confirmed } = changed;
  const administrators = await findAdministrators(em);
  const apart = [...new Set([callerId, ...administrators])];
  const alike = await findPeopleAlike(deps, { apart, only: kind === 'user' ? subjectId : null });
  const isLockedOut = await createLockOut(deps, changed, alike);
  const lockedOut = alike.filter((group) => isLockedOut(group).anywhere);
  const operators = alike.filter((group) => isLockedOut(group).atConsole).map(({ personId }) => personId);
  const affected = lockedOut.reduce((sum, { people }) => sum + people, 0);
  const isHarmless = affected <= harmlessPart * (await countActive(em));
  const isOneLeft = operators.length === 0 || administrators.some((id) => !operators.includes(id));
  if (operators.length === 0 && isHarmless) return;
  if (isOneLeft && confirmed !== undefined && affected <= confirmed) return;
  throw new CountersignError('would_lock_out', { extra: { affected } });
}

/** Where a change locks people out who could sign in before it. */
async function createLockOut(deps: Deps, changed: ChangedPolicy, alike: readonly PeopleAlike[]) {
  const em = deps.em();
  const { kind, subjectId, callerId, origin, values } = changed;
  const ownIds = alike.flatMap(({ policyId }) => policyId ?? []);
  const own = new Map(
    (await em.find(AuthenticationPolicyRow, { id: { $in: ownIds } })).map((row) => [row.id, policyOf(row)]),
  );
  const site: Place = { ofClient: await policiesAt(em, changed, kind === 'client' ? subjectId : ''), level: 1 };
  const level = operatorLevel(deps.environment.mode);
  const console: Place = { ofClient: await policiesAt(em, changed, portalClientId), level };
  const here = { address: origin.clientIp || null, now: deps.clock(), isNewDevice: false };
  return ({ methods, policyId, personId }: PeopleAlike) => {
    const before = policyId === null ? undefined : own.get(policyId);
    const ofUser = { before, after: kind === 'user' ? values && policyOf(values) : before };
    const isOut = (place: Place, context: SignInContext | undefined) =>
      canSignIn(methods, place, { side: 'before', ofUser, context }) &&
      !canSignIn(methods, place, { side: 'after', ofUser, context });
    const atConsole = personId !== null && isOut(console, personId === callerId ? here : undefined);
    return { atConsole, anywhere: atConsole || isOut(site, undefined) };
  };
}

/** The policies of a client. The default one holds for every client without its own. */
async function policiesAt(
  em: EntityManager,
  { kind, subjectId, values }: ChangedPolicy,
  clientId: string,
): Promise<Sides<AuthenticationPolicy>> {
  const before = await findPolicyOfClient(em, clientId);
  if (kind === 'user' || (kind === 'client' && subjectId !== clientId)) return { before, after: before };
  if (kind === 'client') return { before, after: values ? policyOf(values) : await findPolicyOfClient(em, '') };
  const hasOwn = (await em.count(AuthenticationPolicyRow, { kind: 'client', subjectId: clientId })) > 0;
  if (hasOwn) return { before, after: before };
  return { before, after: values ? policyOf(values) : defaultPolicy() };
}

interface Asked {
  side: keyof Sides<unknown>;
  ofUser: Sides<AuthenticationPolicy | undefined>;
  /** Undefined: it is not known where the person signs in from, so that only conditions count which always hold. */
  context: SignInContext | undefined;
}

function canSignIn(methods: PeopleAlike['methods'], place: Place, { side, ofUser, context }: Asked): boolean {
  const own = ofUser[side];
  const policies = [place.ofClient[side], ...(own ? [own] : [])].map((policy) =>
    context ? policy : { ...policy, conditions: policy.conditions.slice(0, 1).filter(holdsAlways) },
  );
  const [one, other] = policies as [AuthenticationPolicy, AuthenticationPolicy?];
  const policy = other ? bothPolicies(one, other) : one;
  const { isDenied, required } = requirementAt(policies, context ?? { address: null, now: new Date(0) });
  if (isDenied) return false;
  const usable = methods.filter((name) => policy.methods.includes(name));
  return canReach(usable, policy.firstFactors, strictestOf([required, { level: place.level }]));
}

async function countActive(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::integer as count from person where status = 'active'`,
  );
  return row?.count ?? 0;
}

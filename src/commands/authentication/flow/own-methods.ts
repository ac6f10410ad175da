import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { maskEmail, maskName } from '../../../domain/persons/contacts/mask.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { ChosenAccount } from '../browser-accounts/chosen-account.ts';
import { stepsOf } from '../methods/all-steps.ts';
import type { FlowDeps } from './flow-deps.ts';

/** The methods of the policy that a person has, but for those whose tries are used up. */
export async function findOwnMethods(
  deps: FlowDeps,
  { policy, exhaustedMethods }: Pick<AuthenticationFlow, 'policy' | 'exhaustedMethods'>,
  personId: string,
): Promise<SignInMethodName[]> {
  const own: SignInMethodName[] = [];
  for (const name of policy.methods) {
    if (exhaustedMethods.includes(name)) continue;
    if (await stepsOf(name)?.isSetUp(deps, personId)) own.push(name);
  }
  return own;
}

/** Those of a policy's methods that a flow can begin with here. */
export async function offeredMethods(
  deps: FlowDeps,
  methods: readonly SignInMethodName[],
): Promise<SignInMethodName[]> {
  const offered: SignInMethodName[] = [];
  for (const name of methods) if ((await stepsOf(name)?.isAvailable?.(deps)) !== false) offered.push(name);
  return offered;
}

const findShown = `select p.status, p.username, p.display_name as "displayName",
         (select e.address from person_email e where e.person_id = p.id and e.is_primary) as email
    from person p where p.id = ?`;

/** A person as far as a flow shows them. */
export interface ShownPerson {
  isActive: boolean;
  /** Masked: how they are shown to who has proven one of their factors. */
  display: string;
}

/** Whether a person may sign in, and how they are shown. */
export async function findShownPerson(em: EntityManager, personId: string): Promise<ShownPerson> {
  const [row] = await runStatement<Record<'status' | 'username' | 'displayName' | 'email', string | null>>(em, {
    sql: findShown,
    parameters: [personId],
  });
  const name = row?.username ?? row?.displayName ?? personId;
  return { isActive: row?.status === 'active', display: row?.email ? maskEmail(row.email) : maskName(name) };
}

/** An account that was chosen, if its person may sign in. */
export async function findChosenAccount(
  deps: FlowDeps,
  personId: string | undefined,
): Promise<ChosenAccount | undefined> {
  if (personId === undefined) return undefined;
  const { isActive, display } = await findShownPerson(deps.em(), personId);
  return isActive ? { personId, display } : undefined;
}

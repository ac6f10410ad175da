import type { EntityManager } from '@mikro-orm/postgresql';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { maskEmail, maskName } from '../../../domain/authentication/sending/mask.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { PersonEmail } from '../../../entities/persons/person-email.ts';
import { Person } from '../../../entities/persons/person.ts';
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

/** How a person is shown to who has proven one of their factors. */
export async function displayOf(em: EntityManager, personId: string): Promise<string> {
  const email = await em.findOne(PersonEmail, { person: personId, isPrimary: true });
  if (email) return maskEmail(email.address);
  const person = await em.findOne(Person, { user: personId });
  return maskName(person?.username ?? person?.displayName ?? personId);
}

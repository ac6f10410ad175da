import type { EntityManager } from '@mikro-orm/postgresql';
import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { bothPolicies } from '../../../domain/authentication/policies/authentication-policy.ts';
import type { FlowPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import { isDemanded } from '../../../domain/authentication/policies/demanded-method.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { methodsByType } from '../../../domain/authentication/stored-methods.ts';
import type { RemovableMethod } from '../../../domain/persons/sign-in-methods/removal-rules.ts';
import { takesCertificates } from '../../../security/clients/presented-certificate.ts';
import type { CertificateSource } from '../../../security/clients/presented-certificate.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { findEnrolledPhones } from '../../mobile-authentication/initialise/find-enrolled-phones.ts';
import type { MethodPolicy } from '../../persons/sign-in-methods/removal/method-policy.ts';
import { portalClientId } from '../../tokens/registry/portal-client.ts';
import { findPolicyOfClient, findPolicyOfUser } from './applied-policy.ts';

/**
 * What policies demand of the methods of a person: that of the account pages, which is the default one unless it has its own, together
 * with the person's. What an application asks for beyond that is asked for when they sign in there.
 */
export function createMethodPolicy(
  deps: Pick<CommandDeps, 'em'> & {
    configuration: ConfigurationSource;
    environment: CertificateSource;
  },
): MethodPolicy {
  return {
    takesCertificates: takesCertificates(deps.environment),
    async findDemanded(em, personId, all) {
      const policy = await findPolicy(em, personId);
      const phones = await joiningTransaction(em, () => findPhones(deps, personId));
      const namesOf = (methods: readonly RemovableMethod[]) => [...namesOfMethods(methods), ...namesOfPhones(phones)];
      const isNeeded = ({ id }: RemovableMethod) =>
        isDemanded(policy, { all: namesOf(all), left: namesOf(all.filter((other) => other.id !== id)) });
      return all.filter(isNeeded).map(({ id }) => id);
    },
    async findDemandedPhones(em, personId, methods) {
      const policy = await findPolicy(em, personId);
      const phones = await joiningTransaction(em, () => findPhones(deps, personId));
      const names = namesOfMethods(methods);
      const namesWith = (some: readonly string[]) => [...names, ...namesOfPhones(some)];
      const isNeeded = (id: string) =>
        isDemanded(policy, { all: namesWith(phones), left: namesWith(phones.filter((other) => other !== id)) });
      return phones.filter(isNeeded);
    },
  };
}

/** That of the account pages together with the person's. */
async function findPolicy(em: EntityManager, personId: string): Promise<FlowPolicy> {
  const ofClient = await findPolicyOfClient(em, portalClientId);
  const ofUser = await findPolicyOfUser(em, personId);
  return ofUser ? bothPolicies(ofClient, ofUser) : ofClient;
}

function namesOfMethods(methods: readonly RemovableMethod[]): SignInMethodName[] {
  return methods.filter(({ status }) => status === 'active').flatMap(({ type }) => methodsByType[type]);
}

function namesOfPhones(phones: readonly string[]): SignInMethodName[] {
  return phones.length > 0 ? ['countersign'] : [];
}

/** The phones by which a person signs in, without those that are about to be removed. */
async function findPhones(
  deps: Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource },
  personId: string,
): Promise<string[]> {
  const { general, types } = await deps.configuration.current();
  if (!types.has(general.login_mobile_authentication_type)) return [];
  const phones = await findEnrolledPhones(deps, personId);
  if (phones.length === 0) return [];
  const due = await deps.em().find(Registration, { user: personId, removalDueAt: { $ne: null } }, { fields: ['id'] });
  return phones.map(({ registrationId }) => registrationId).filter((id) => !due.some((one) => one.id === id));
}

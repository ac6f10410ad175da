import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { bothPolicies } from '../../../domain/authentication/policies/authentication-policy.ts';
import { isDemanded } from '../../../domain/authentication/policies/demanded-method.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { methodsByType } from '../../../domain/authentication/stored-methods.ts';
import type { RemovableMethod } from '../../../domain/persons/sign-in-methods/removal-rules.ts';
import { takesCertificates } from '../../../security/clients/presented-certificate.ts';
import type { CertificateSource } from '../../../security/clients/presented-certificate.ts';
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
      const ofClient = await findPolicyOfClient(em, portalClientId);
      const ofUser = await findPolicyOfUser(em, personId);
      const policy = ofUser ? bothPolicies(ofClient, ofUser) : ofClient;
      const phone = await joiningTransaction(em, () => findPhoneMethod(deps, personId));
      const namesOf = (methods: readonly RemovableMethod[]) => [
        ...methods.filter(({ status }) => status === 'active').flatMap(({ type }) => methodsByType[type]),
        ...phone,
      ];
      const isNeeded = ({ id }: RemovableMethod) =>
        isDemanded(policy, { all: namesOf(all), left: namesOf(all.filter((other) => other.id !== id)) });
      return all.filter(isNeeded).map(({ id }) => id);
    },
  };
}

async function findPhoneMethod(
  deps: Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource },
  personId: string,
): Promise<SignInMethodName[]> {
  const { general, types } = await deps.configuration.current();
  if (!types.has(general.login_mobile_authentication_type)) return [];
  return (await findEnrolledPhones(deps, personId)).length > 0 ? ['countersign'] : [];
}

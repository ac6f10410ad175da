import { createContactCodes } from '../../commands/authentication/contacts/contact-codes.ts';
import { createMethodPolicy } from '../../commands/authentication/policies/method-policy.ts';
import { createOwnPhones } from '../../commands/devices/removal/own-phones.ts';
import type { RelyingParty } from '../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import type { CommandDeps } from '../../commands/command-deps.ts';
import type { ConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import type { Notifications } from '../../database/notifications.ts';
import type { Environment } from '../../config/environment.ts';
import type { Engine } from '../../workflows/engine.ts';
import { createSignInTokens } from './sign-in-tokens.ts';

/** What later contexts do for the commands about sign-in methods. */
export function createMethodDeps(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'removals'> & {
    relyingParty: RelyingParty;
    configuration: ConfigurationSource;
    environment: Environment;
    notifications: Notifications;
    stopping: AbortSignal;
  },
  engine: Engine,
) {
  return {
    contactCodes: createContactCodes({ ...deps, engine }),
    ownPhones: createOwnPhones(deps.removals),
    methodPolicy: createMethodPolicy(deps),
    signInTokens: createSignInTokens({ ...deps, engine }),
  };
}

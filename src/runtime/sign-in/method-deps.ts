import { createContactCodes } from '../../commands/authentication/contacts/contact-codes.ts';
import { createMethodMails } from '../../commands/authentication/contacts/method-mails.ts';
import { createMethodPolicy } from '../../commands/authentication/policies/method-policy.ts';
import { relyingPartyOf } from '../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import type { Deps } from '../deps.ts';

/** What later contexts do for the commands about sign-in methods. */
export function createMethodDeps(
  deps: Pick<Deps, 'em' | 'clock' | 'keyring' | 'configuration' | 'environment'>,
  engine: Deps['engine'],
): Pick<Deps, 'relyingParty' | 'contactCodes' | 'methodMails' | 'methodPolicy'> {
  const relyingParty = relyingPartyOf(deps.environment.publicUrl, deps.environment.relatedOrigins);
  return {
    relyingParty,
    contactCodes: createContactCodes({ ...deps, relyingParty, engine }),
    methodMails: createMethodMails({ ...deps, relyingParty, engine }),
    methodPolicy: createMethodPolicy(deps),
  };
}

import type { RelyingParty } from '../../../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { dueLater } from '../list/due-later.ts';
import { openPasskey, userHandleOf } from './stored-passkey.ts';

/** What a browser is told by the Signal API, so that it offers no passkey of a person that does not sign in (WebAuthn level 3, section 5.1.10). */
export interface AcceptedPasskeys {
  relyingPartyId: string;
  userHandle: string;
  credentialIds: string[];
}

/** The passkeys by which a person signs in now. */
export async function acceptedPasskeys(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { relyingParty: RelyingParty },
  personId: string,
): Promise<AcceptedPasskeys> {
  const { em, clock, keyring, relyingParty } = deps;
  const which = { person: personId, type: 'passkey', status: { $ne: 'pending' }, ...dueLater(clock()) } as const;
  const usable = await em().find(SignInMethod, which);
  return {
    relyingPartyId: relyingParty.id,
    userHandle: userHandleOf(keyring, personId),
    credentialIds: usable.flatMap(({ id, secret }) => (secret ? [openPasskey(keyring, id, secret).credentialId] : [])),
  };
}

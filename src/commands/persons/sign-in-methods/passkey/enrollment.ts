import { authenticatorName } from '../../../../domain/persons/sign-in-methods/passkey/authenticator-names.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { MethodEnrollment } from '../enrollment/method-enrollment.ts';
import { passkeyCreation, verifyCreation } from './register-passkey.ts';
import { hashCredentialId, openPasskey } from './stored-passkey.ts';

/** A passkey: the row keeps the challenge until the browser answers it. */
export const passkeyEnrollment: MethodEnrollment = {
  async begin(deps, { personId, account, displayName }) {
    const rows = await deps.em().find(SignInMethod, { person: personId, type: 'passkey', status: { $ne: 'pending' } });
    const known = rows.flatMap(({ id, secret }) => (secret ? [openPasskey(deps.keyring, id, secret)] : []));
    const options = await passkeyCreation(deps, { personId, userName: account, displayName, known });
    return { secret: options.challenge, shown: { public_key: options } };
  },
  async verify(deps, challenge, proof) {
    if (!('attestation' in proof)) return undefined;
    const created = await verifyCreation(deps, proof.attestation, challenge);
    if (!created) return undefined;
    const { passkey, counter } = created;
    return {
      secret: JSON.stringify(passkey),
      lookupHash: hashCredentialId(deps.keyring, passkey.credentialId),
      counter,
      name: authenticatorName(passkey.aaguid),
    };
  },
};

import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { RelyingParty } from '../../../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { userHandleOf } from './stored-passkey.ts';
import type { PasskeySecret } from './stored-passkey.ts';

const challengeLength = 32;
const timeout = 300_000;

/** Whom a passkey is made for, and what they have. */
interface PasskeyOwner {
  personId: string;
  /** What the person signs in as, for the dialogues of browsers. */
  userName: string;
  displayName: string;
  /** An authenticator that has one of them makes no second. */
  known: readonly Pick<PasskeySecret, 'credentialId' | 'transports'>[];
}

/** What a browser is asked with for a new passkey: discoverable, with user verification, without attestation. */
export async function passkeyCreation(
  deps: Pick<CommandDeps, 'random' | 'keyring'> & { relyingParty: RelyingParty },
  { personId, userName, displayName, known }: PasskeyOwner,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpID: deps.relyingParty.id,
    rpName: deps.relyingParty.name,
    userID: Uint8Array.from(Buffer.from(userHandleOf(deps.keyring, personId), 'base64url')),
    userName,
    userDisplayName: displayName,
    challenge: Uint8Array.from(deps.random(challengeLength)),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known.map(({ credentialId: id, transports }) => ({ id, transports })),
    timeout,
  });
}

/** The passkey that a browser made; undefined for an answer to another challenge, of another site or without user verification. */
export async function verifyCreation(
  { relyingParty }: { relyingParty: RelyingParty },
  attestation: RegistrationResponseJSON,
  challenge: string,
): Promise<{ passkey: PasskeySecret; counter: number } | undefined> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: attestation,
      expectedChallenge: challenge,
      expectedOrigin: relyingParty.origins,
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
    });
    if (!verified) return undefined;
    const { credential, aaguid, credentialDeviceType: deviceType, credentialBackedUp: backedUp } = registrationInfo;
    const publicKey = Buffer.from(credential.publicKey).toString('base64url');
    const transports = [...(credential.transports ?? [])];
    return {
      passkey: { credentialId: credential.id, publicKey, transports, aaguid, deviceType, backedUp },
      counter: credential.counter,
    };
  } catch {
    return undefined;
  }
}

import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { runApart } from '../../../../database/prepared-statement.ts';
import type { RelyingParty } from '../../../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import { equalBytes } from '../../../../security/keyring.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { writeEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { findPasskey, userHandleOf } from './stored-passkey.ts';
import type { StoredPasskey } from './stored-passkey.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'> & { relyingParty: RelyingParty };

/** Bytes of a challenge, twice what WebAuthn asks for. */
const challengeLength = 32;
/** Milliseconds that the browser waits for the person. */
const timeout = 300_000;

/** An assertion, and the challenge that it has to answer. */
interface AssertedPasskey {
  assertion: AuthenticationResponseJSON;
  /** Of {@link passkeyRequest}. */
  challenge: string;
  origin: RequestOrigin;
}

/** A passkey that was proven with user verification. */
export interface ProvenPasskey {
  id: string;
  personId: string;
  /** Whether its key stays on one device. */
  isDeviceBound: boolean;
}

const markUsed = `update sign_in_method set counter = ?, last_used_at = ?
  where id = ? and status <> 'pending' and (counter < ? or (counter = 0 and ?::bigint = 0)) returning id`;

/**
 * What a browser is asked with for a passkey. Without credential ids: the authenticator knows which ones it has for us, and the answer
 * tells a stranger nothing about a person.
 */
export async function passkeyRequest(
  deps: Pick<Deps, 'random' | 'relyingParty'>,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: deps.relyingParty.id,
    challenge: Uint8Array.from(deps.random(challengeLength)),
    userVerification: 'required',
    allowCredentials: [],
    timeout,
  });
}

/**
 * Checks an assertion: our challenge, our origin, our relying party, the person's key, user verification, and a counter that goes on. A
 * counter that went back is an alert: the key was copied.
 * @returns undefined for an assertion that proves nothing.
 */
export async function verifyAssertion(
  deps: Deps,
  { assertion, challenge, origin }: AssertedPasskey,
): Promise<ProvenPasskey | undefined> {
  const passkey = await findPasskey(deps, assertion.id);
  if (!passkey || !isUserHandleOf(deps, assertion, passkey)) return undefined;
  const counter = await verifiedCounter(deps, assertion, challenge, passkey);
  if (counter === undefined) return undefined;
  const parameters = [counter, deps.clock(), passkey.id, counter, counter];
  const used = await runApart<{ id: string }>(deps, { sql: markUsed, parameters });
  if (used.length === 0) {
    const { id: subjectId, personId: userId } = passkey;
    const about = { occurredAt: deps.clock(), ...originOf(origin), userId, subjectId };
    await writeEvent(deps, { name: 'PASSKEY COUNTER WENT BACK', ...about });
    return undefined;
  }
  return { id: passkey.id, personId: passkey.personId, isDeviceBound: passkey.deviceType === 'singleDevice' };
}

/** An authenticator that is asked for any passkey says whose it is (WebAuthn section 7.2 step 6). */
function isUserHandleOf(
  deps: Pick<Deps, 'keyring'>,
  { response }: AuthenticationResponseJSON,
  { personId }: StoredPasskey,
) {
  return equalBytes(Buffer.from(response.userHandle ?? ''), Buffer.from(userHandleOf(deps.keyring, personId)));
}

/** The counter of a valid assertion; the library throws for every other one. */
async function verifiedCounter(
  { relyingParty }: Pick<Deps, 'relyingParty'>,
  assertion: AuthenticationResponseJSON,
  challenge: string,
  { credentialId, publicKey }: StoredPasskey,
): Promise<number | undefined> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: assertion,
      expectedChallenge: challenge,
      expectedOrigin: relyingParty.origins,
      expectedRPID: relyingParty.id,
      // The update compares counters, after the signature was checked.
      credential: { id: credentialId, publicKey: Uint8Array.from(Buffer.from(publicKey, 'base64url')), counter: 0 },
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
}

import { base64url, calculateJwkThumbprint } from 'jose';
import type { AuthenticatorPublicKey } from '../../../app-sdk/index.ts';
import type { FactorKey } from '../../../app-sdk/authenticators/factor-key.ts';
import {
  createFactorProof,
  dropPayload,
  refreshPayload,
  setPayload,
  transactionPayload,
  type FactorPayload,
} from '../../../app-sdk/authenticators/factor-proof.ts';
import { currentStretching } from '../../../app-sdk/authenticators/pin-crypto.ts';
import { derivePinKey, type PinKey } from '../../../app-sdk/authenticators/pin-key.ts';
import { nodePinCrypto } from '../support/node-pin-crypto.ts';
import {
  CLIENT_ID,
  CUSTOM_NAME,
  CUSTOM_PRIVATE_JWK,
  DROP_MESSAGE_ID,
  ENROLLMENT_CODE,
  FETCHED,
  FINGERPRINT_PRIVATE_JWK,
  NOW,
  PIN,
  PIN_SALT,
  PROFILE_ID,
  REFRESH_TOKEN,
  SET_MESSAGE_ID,
} from './fixed-inputs.ts';

type PrivateJwk = typeof FINGERPRINT_PRIVATE_JWK | typeof CUSTOM_PRIVATE_JWK;

/** The keys of the PIN and of the other authenticators, and a proof for every purpose. */
export async function createFactorVectors() {
  const pin = await derivePinKey(nodePinCrypto, PIN, { salt: PIN_SALT, stretching: currentStretching });
  return {
    pin_key: await pinVector(pin),
    authenticator_keys: {
      fingerprint: await keyVector('fingerprint', FINGERPRINT_PRIVATE_JWK),
      custom: await keyVector(CUSTOM_NAME, CUSTOM_PRIVATE_JWK),
    },
    connection_with_pin: { enrollment_code: ENROLLMENT_CODE, body: connectionBody(pin) },
    factor_proofs: await proofVectors(pin),
  };
}

async function pinVector({ publicKey }: PinKey) {
  const { memoryKiB, passes, lanes } = currentStretching;
  const seed = await nodePinCrypto.argon2id(
    new TextEncoder().encode(PIN),
    base64url.decode(PIN_SALT),
    currentStretching,
  );
  return {
    pin: PIN,
    salt: PIN_SALT,
    stretching: { algorithm: 'Argon2id', version: 19, memory_kib: memoryKiB, passes, lanes, output_bytes: seed.length },
    seed: base64url.encode(seed),
    public_jwk: publicKey,
    thumbprint: await calculateJwkThumbprint(publicKey),
  };
}

async function keyVector(name: string, privateJwk: PrivateJwk) {
  const publicJwk = publicPart(privateJwk);
  return { name, private_jwk: privateJwk, public_jwk: publicJwk, thumbprint: await calculateJwkThumbprint(publicJwk) };
}

function connectionBody({ publicKey }: PinKey): string {
  return new URLSearchParams({
    grant_type: 'urn:countersign:grant-type:enrollment-code',
    enrollment_code: ENROLLMENT_CODE,
    pin_key: JSON.stringify(publicKey),
    client_id: CLIENT_ID,
  }).toString();
}

async function proofVectors(pin: PinKey) {
  const set = {
    profileId: PROFILE_ID,
    name: 'fingerprint',
    publicKey: publicPart(FINGERPRINT_PRIVATE_JWK),
    messageId: SET_MESSAGE_ID,
    at: NOW,
  };
  const drop = { profileId: PROFILE_ID, name: 'fingerprint', messageId: DROP_MESSAGE_ID, at: NOW };
  const refresh = await refreshPayload(PROFILE_ID, REFRESH_TOKEN, NOW);
  const transaction = transactionPayload(FETCHED);
  const [fingerprint, custom] = [await fixedKey(FINGERPRINT_PRIVATE_JWK), await fixedKey(CUSTOM_PRIVATE_JWK)];
  return {
    refresh: { refresh_token: REFRESH_TOKEN, ...(await proofVector(pin, 'pin', refresh)) },
    refresh_by_fingerprint: {
      refresh_token: REFRESH_TOKEN,
      ...(await proofVector(fingerprint, 'fingerprint', refresh)),
    },
    set_authenticator: { message_id: SET_MESSAGE_ID, ...(await proofVector(pin, 'pin', await setPayload(set))) },
    drop_authenticator: { message_id: DROP_MESSAGE_ID, ...(await proofVector(pin, 'pin', dropPayload(drop))) },
    transaction: await proofVector(pin, 'pin', transaction),
    transaction_by_fingerprint: await proofVector(fingerprint, 'fingerprint', transaction),
    transaction_by_custom: await proofVector(custom, CUSTOM_NAME, transaction),
  };
}

async function proofVector(key: FactorKey, name: string, of: FactorPayload) {
  const proof = await createFactorProof(key, name, of);
  const [header, payload] = proof.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header, payload, proof };
}

async function fixedKey(jwk: PrivateJwk): Promise<FactorKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']);
  return {
    algorithm: 'ES256',
    sign: async (data) => new Uint8Array(await crypto.subtle.sign(algorithm, key, data as BufferSource)),
  };
}

function publicPart({ kty, crv, x, y }: PrivateJwk): AuthenticatorPublicKey {
  return { kty, crv, x, y };
}

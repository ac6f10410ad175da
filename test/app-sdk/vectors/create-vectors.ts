import { calculateJwkThumbprint } from 'jose';
import { deviceIdOf, deviceKeyFromPair, type DevicePublicKey } from '../../../app-sdk/device-key.ts';
import { createPgpSession, generateProfileKeys } from '../../../app-sdk/key-enrollment/pgp.ts';
import { signDecision, signedBytes } from '../../../app-sdk/transactions/answer-transaction.ts';
import { sha256Base64url, createProof, type ProofInput } from '../../../app-sdk/transport/dpop.ts';
import { createFactorVectors } from './create-factor-vectors.ts';
import {
  APP_TO_WEB,
  ACCESS_TOKEN,
  CREATED_AT,
  CUSTOM_NAME,
  DEVICE_PRIVATE_JWK,
  DPOP_NONCE,
  FETCHED,
  NOW,
  ORIGIN,
  PROFILE_ID,
  SERVER_USER_ID,
  TRANSACTION_ID,
} from './fixed-inputs.ts';

/** The PGP keys of the vectors, armored. */
export interface PgpKeys {
  profile: { profile_id: string; private_key: string; public_key: string };
  server: { private_key: string; public_key: string };
}

/** Creates the PGP keys; done once, then kept in the vectors. */
export async function createPgpKeys(): Promise<PgpKeys> {
  const profile = await generateProfileKeys(PROFILE_ID, CREATED_AT);
  const server = await generateProfileKeys(SERVER_USER_ID, CREATED_AT);
  return {
    profile: { profile_id: PROFILE_ID, private_key: profile.privateKey, public_key: profile.publicKey },
    server: { private_key: server.privateKey, public_key: server.publicKey },
  };
}

/** All vectors, from fixed keys and inputs. */
export async function createVectors(pgpKeys: PgpKeys) {
  const publicKey = publicPart(DEVICE_PRIVATE_JWK);
  const deviceId = await deviceIdOf(publicKey);
  const factors = await createFactorVectors();
  return {
    about: 'Countersign app protocol, see app-protocol.md. The keys are for tests only.',
    device_key: {
      private_jwk: DEVICE_PRIVATE_JWK,
      public_jwk: publicKey,
      thumbprint_input: JSON.stringify({ crv: publicKey.crv, kty: publicKey.kty, x: publicKey.x, y: publicKey.y }),
      thumbprint: await calculateJwkThumbprint(publicKey, 'sha256'),
      device_id: deviceId,
    },
    dpop: {
      registration: await proofVector({
        method: 'POST',
        url: `${ORIGIN}/app/v1/registrations`,
        at: NOW,
        id: '6a5f3c1e-3a5b-4d1c-9d52-0f1a3f2b7c01',
      }),
      fetch: await proofVector({
        method: 'POST',
        url: `${ORIGIN}/app/v1/transactions/${TRANSACTION_ID}/fetch`,
        at: NOW,
        id: '6a5f3c1e-3a5b-4d1c-9d52-0f1a3f2b7c02',
        accessToken: ACCESS_TOKEN,
      }),
      with_nonce: await proofVector({
        method: 'GET',
        url: `${ORIGIN}/app/v1/transactions`,
        at: NOW,
        id: '6a5f3c1e-3a5b-4d1c-9d52-0f1a3f2b7c03',
        nonce: DPOP_NONCE,
      }),
    },
    app_to_web: {
      message_id: APP_TO_WEB.message_id,
      body: JSON.stringify({ target_url: APP_TO_WEB.target_url }),
      request: await proofVector({
        method: 'POST',
        url: `${ORIGIN}/app/v1/app-to-web`,
        at: NOW,
        id: '6a5f3c1e-3a5b-4d1c-9d52-0f1a3f2b7c04',
        accessToken: ACCESS_TOKEN,
      }),
      answer: JSON.stringify(APP_TO_WEB.answer),
    },
    ...factors,
    ...(await messageVectors(deviceId, pgpKeys, factors.factor_proofs)),
  };
}

type FactorProofs = Awaited<ReturnType<typeof createFactorVectors>>['factor_proofs'];

async function messageVectors(deviceId: string, pgpKeys: PgpKeys, proofs: FactorProofs) {
  const { profile, server } = pgpKeys;
  const displayed = {
    message: FETCHED.message,
    secure_message: FETCHED.secure_message,
    signing_data: FETCHED.signing_data,
    context: FETCHED.context,
  };
  const signed = {
    challenge: FETCHED.challenge,
    decision: 'accept' as const,
    displayed,
    transaction_id: TRANSACTION_ID,
  };
  const signature = await signDecision(await fixedDeviceKey(), deviceId, signed);
  const fetched = JSON.stringify(FETCHED);
  const answer = JSON.stringify({ decision: 'accept', displayed, signature });
  const withPin = JSON.stringify({
    decision: 'accept',
    factor: { kind: 'pin', proof: proofs.transaction.proof },
    displayed,
    signature,
  });
  const withCustom = { kind: 'custom', name: CUSTOM_NAME, proof: proofs.transaction_by_custom.proof };
  return {
    pgp_keys: pgpKeys,
    fetch: {
      transaction_id: TRANSACTION_ID,
      plaintext: fetched,
      message: await sealAs(server.private_key, profile.public_key, fetched),
    },
    signed_answer: {
      protected_header: JSON.stringify({ alg: 'ES256', kid: deviceId, typ: 'countersign-answer' }),
      payload: signed,
      canonical: new TextDecoder().decode(signedBytes(signed)),
      canonical_base64url: Buffer.from(signedBytes(signed)).toString('base64url'),
      signature,
    },
    answer: { plaintext: answer, message: await sealAs(profile.private_key, server.public_key, answer) },
    answer_with_pin: { plaintext: withPin, message: await sealAs(profile.private_key, server.public_key, withPin) },
    factor_of_custom: withCustom,
  };
}

async function sealAs(privateKey: string, publicKey: string, plaintext: string): Promise<string> {
  const session = await createPgpSession(privateKey, publicKey);
  return await session.seal(new TextEncoder().encode(plaintext), NOW);
}

async function proofVector(input: ProofInput) {
  const proof = await createProof(await fixedDeviceKey(), input);
  const [header, payload] = proof.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return {
    method: input.method,
    url: input.url,
    access_token: input.accessToken,
    nonce: input.nonce,
    ath: input.accessToken && (await sha256Base64url(input.accessToken)),
    header,
    payload,
    proof,
  };
}

/** The device key of the vectors. */
export async function fixedDeviceKey() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  return await deviceKeyFromPair({
    privateKey: await crypto.subtle.importKey('jwk', DEVICE_PRIVATE_JWK, algorithm, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', publicPart(DEVICE_PRIVATE_JWK), algorithm, true, ['verify']),
  });
}

function publicPart({ kty, crv, x, y }: typeof DEVICE_PRIVATE_JWK): DevicePublicKey {
  return { kty, crv, x, y };
}

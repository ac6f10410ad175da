import canonicalize from 'canonicalize';
import { base64url, calculateJwkThumbprint } from 'jose';
import { jwsPart } from '../device-key.ts';
import { sha256Base64url } from '../transport/dpop.ts';
import type { FactorKey, FactorPublicKey } from './factor-key.ts';

/** The payload of a factor proof, which binds it to one purpose. */
export type FactorPayload =
  | { challenge: string; transaction_id: string }
  | { purpose: 'refresh'; iat: number; profile_id: string; refresh_token_hash: string }
  | {
      purpose: 'set_authenticator' | 'drop_authenticator';
      authenticator: string;
      iat: number;
      key_thumbprint?: string;
      message_id: string;
      profile_id: string;
    };

/**
 * Compact JWS by a factor's key over the canonical JSON (RFC 8785) of its payload.
 *
 * @param name of the authenticator: `pin`, `fingerprint` or a custom one.
 */
export async function createFactorProof(key: FactorKey, name: string, payload: FactorPayload): Promise<string> {
  const header = jwsPart({ alg: key.algorithm, kid: name, typ: 'countersign-factor+jws' });
  const signed = `${header}.${base64url.encode(factorBytes(payload))}`;
  return `${signed}.${base64url.encode(await key.sign(new TextEncoder().encode(signed)))}`;
}

/** The RFC 8785 bytes of a payload. */
export function factorBytes(payload: FactorPayload): Uint8Array {
  return new TextEncoder().encode(canonicalize(payload));
}

/** The payload for a refresh with one refresh token. */
export async function refreshPayload(profileId: string, refreshToken: string, at: Date): Promise<FactorPayload> {
  return {
    iat: seconds(at),
    profile_id: profileId,
    purpose: 'refresh',
    refresh_token_hash: await sha256Base64url(refreshToken),
  };
}

/** The payload for setting the key of an authenticator in one message. */
export async function setPayload(input: {
  profileId: string;
  name: string;
  publicKey: FactorPublicKey;
  messageId: string;
  at: Date;
}): Promise<FactorPayload> {
  return {
    authenticator: input.name,
    iat: seconds(input.at),
    key_thumbprint: await calculateJwkThumbprint(input.publicKey, 'sha256'),
    message_id: input.messageId,
    profile_id: input.profileId,
    purpose: 'set_authenticator',
  };
}

/** The payload for deleting an authenticator in one message. */
export function dropPayload(input: { profileId: string; name: string; messageId: string; at: Date }): FactorPayload {
  return {
    authenticator: input.name,
    iat: seconds(input.at),
    message_id: input.messageId,
    profile_id: input.profileId,
    purpose: 'drop_authenticator',
  };
}

/** The payload for the answer to one transaction. */
export function transactionPayload({
  challenge,
  transaction_id,
}: {
  challenge: string;
  transaction_id: string;
}): FactorPayload {
  return { challenge, transaction_id };
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

import { base64url } from 'jose';
import { jwsPart, jwsSignature, type DeviceKey } from '../device-key.ts';

export interface ProofInput {
  /** HTTP method, upper case. */
  method: string;
  /** Full URL; the proof omits query and fragment. */
  url: string;
  /** Server time. */
  at: Date;
  /** The access token, whose hash the proof contains. */
  accessToken?: string;
  /** The nonce that the server requested. */
  nonce?: string;
  /** Set only to reproduce a known proof. */
  id?: string;
}

const headers = new WeakMap<DeviceKey, string>();

/** A DPoP proof (RFC 9449) for one request. */
export async function createProof(key: DeviceKey, input: ProofInput): Promise<string> {
  const payload = jwsPart({
    jti: input.id ?? crypto.randomUUID(),
    htm: input.method,
    htu: input.url.replace(/[?#].*$/, ''),
    iat: Math.floor(input.at.getTime() / 1000),
    ...(input.accessToken === undefined ? {} : { ath: await sha256Base64url(input.accessToken) }),
    ...(input.nonce === undefined ? {} : { nonce: input.nonce }),
  });
  const header = proofHeader(key);
  return `${header}.${payload}.${await jwsSignature(key, header, payload)}`;
}

/** base64url of the SHA-256 of a token: the form in which proofs contain access and refresh tokens. */
export async function sha256Base64url(token: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))));
}

function proofHeader(key: DeviceKey): string {
  const kept = headers.get(key);
  if (kept) return kept;
  const header = jwsPart({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicKey });
  headers.set(key, header);
  return header;
}

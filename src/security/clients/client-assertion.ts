import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { createDecoyKeys } from './client-decoys.ts';
import type { DecoyKeys } from './client-decoys.ts';
import { clientAlgorithms } from './client-jwk.ts';
import type { ClientKey } from './client-jwk.ts';

/** Characters: an assertion signed with the longest RSA key has some 1200. */
const maximumLength = 8192;
/** Seconds that an assertion may be valid for (contract/mobile-authentication.md section 1). */
const longestLife = 3600;
/** Seconds that a client's clock may be ahead of ours. One that is behind finds its assertions short-lived. */
const clockTolerance = 10;
/** Keys that are tried for an assertion that names none. */
const mostTries = 4;

/** An assertion as it came: who says to have made it, and how. Nothing of that is proven. */
export interface UnverifiedAssertion {
  token: string;
  clientId: string;
  algorithm: string;
  keyId: string | undefined;
}

export interface AssertionExpectation {
  /** Keys of the client that the assertion names; none = it is verified all the same, and refused. */
  keys: readonly ClientKey[];
  /** The server's base URL with `/oauth`. */
  audience: string;
  now: Date;
}

/** An assertion that its client made. */
export interface ClientAssertion {
  /** Single use, where there is one. */
  jti: string | undefined;
  /** From then on it is refused for its age. */
  expiresAt: Date;
}

/** Why an assertion was refused: for the log. */
export interface AssertionRefusal {
  refused: string;
}

/** Reads who made an assertion, or says that it is none: only algorithms of client keys, no other kind of JWT. */
export function readAssertion(token: string): UnverifiedAssertion | AssertionRefusal {
  if (token.length > maximumLength) return { refused: 'too long' };
  const parts = decode(token);
  if (!parts) return { refused: 'not a JWT' };
  const { header, claims } = parts;
  const type = header.typ?.toLowerCase().replace(/^application\//, '');
  if (type !== undefined && type !== 'jwt' && type !== 'client-authentication+jwt') return { refused: 'typ is of another kind of JWT' };
  if (typeof header.alg !== 'string' || !clientAlgorithms.includes(header.alg)) return { refused: 'alg is not allowed' };
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string') return { refused: 'kid is not a text' };
  if (typeof claims.iss !== 'string' || claims.iss.length > 128) return { refused: 'iss is not a client id' };
  return { token, clientId: claims.iss, algorithm: header.alg, keyId: header['kid'] };
}

/** Verifies assertions; see {@link verify}. */
export type VerifyAssertion = (assertion: UnverifiedAssertion, expected: AssertionExpectation) => Promise<ClientAssertion | AssertionRefusal>;

/** Makes a verifier with keys of its own to spend on assertions of nobody. */
export function createAssertionVerifier(): VerifyAssertion {
  const decoys = createDecoyKeys();
  return (assertion, expected) => verify(decoys, assertion, expected);
}

/**
 * Verifies a client's assertion (RFC 7523 section 3, and the stricter rules of contract/mobile-authentication.md section 1)
 * except for its single use, which needs a memory.
 */
async function verify(decoys: DecoyKeys, assertion: UnverifiedAssertion, { keys, audience, now }: AssertionExpectation): Promise<ClientAssertion | AssertionRefusal> {
  const { token, clientId, algorithm } = assertion;
  const fitting = keys.filter(({ algorithms }) => algorithms.includes(algorithm)).slice(0, mostTries);
  // Without a key of the client it takes as long, and fails.
  const tried = fitting.length > 0 ? fitting : [{ key: decoys.of(algorithm), algorithms: [algorithm] }];
  for (const { key } of tried) {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: [algorithm], issuer: clientId, subject: clientId, audience, requiredClaims: ['exp'], currentDate: now });
      return fitting.length > 0 ? checkClaims(payload, now) : { refused: 'no key' };
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      return { refused: describe(error) };
    }
  }
  return { refused: fitting.length > 0 ? 'signature is not by a key of the client' : 'no key' };
}

function checkClaims({ exp, iat, aud, jti }: JWTPayload, now: Date): ClientAssertion | AssertionRefusal {
  const seconds = now.getTime() / 1000;
  // Made for several servers, it could be taken from one to another.
  if (Array.isArray(aud) && aud.length !== 1) return { refused: 'aud names others too' };
  if ((exp as number) > seconds + longestLife + clockTolerance) return { refused: 'exp is too far ahead' };
  if (iat !== undefined && !(iat <= seconds + clockTolerance)) return { refused: 'iat is not in the past' };
  if (jti !== undefined && (typeof jti !== 'string' || jti.length === 0 || jti.length > 255)) return { refused: 'jti is no id' };
  return { jti, expiresAt: new Date((exp as number) * 1000) };
}

function decode(token: string): { header: ProtectedHeaderParameters; claims: JWTPayload } | undefined {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return `${error.claim}: ${error.reason}`;
  return error instanceof errors.JOSEError ? error.code : 'cannot be verified';
}

import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from 'jose';
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { clientAlgorithms } from './client-jwk.ts';
import type { ClientKey } from './client-jwk.ts';

/** Decoy keys: verifying an unknown client's assertion by them takes as long as a known client's. */
interface DecoyKeys {
  /** A decoy of this algorithm, which verifies no signature. */
  of(algorithm: string): KeyObject;
}

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** Decoys are made when they are first needed. */
function createDecoyKeys(): DecoyKeys {
  const made = new Map<string, KeyObject>();
  return {
    of: (algorithm) => {
      const kind = curves[algorithm] ?? 'RSA';
      const key =
        made.get(kind) ?? (kind === 'RSA' ? makeRsaDecoy() : generateKeyPairSync('ec', { namedCurve: kind }).publicKey);
      made.set(kind, key);
      return key;
    },
  };
}

/** A random odd number of 2048 bits suffices as a modulus for verification. */
function makeRsaDecoy(): KeyObject {
  const modulus = randomBytes(256);
  modulus[0] = (modulus[0] as number) | 0x80;
  modulus[255] = (modulus[255] as number) | 1;
  return createPublicKey({ key: { kty: 'RSA', e: 'AQAB', n: modulus.toString('base64url') }, format: 'jwk' });
}

/** Characters: an assertion signed with the longest RSA key has some 1200. */
const maximumLength = 8192;
/** Seconds that a client's clock may be ahead of the server's. With a clock behind, assertions live shorter. */
const clockTolerance = 10;
/** Keys that are tried for an assertion that names none. */
const mostTries = 4;

/** The unverified claims of an assertion: its issuer and its algorithm. */
export interface UnverifiedAssertion {
  token: string;
  claims: JWTPayload;
  clientId: string;
  algorithm: string;
  keyId: string | undefined;
}

interface AssertionExpectation {
  /** Keys of the named client; none = verified with decoys, and refused. */
  keys: readonly ClientKey[];
  /** The server's base URL with `/oauth`. */
  audience: string;
  now: Date;
  /** Seconds from now on that an assertion may be valid for. */
  longestLife: number;
  isJtiRequired: boolean;
}

/** An assertion that its client made. */
interface ClientAssertion {
  /** Single use, where there is one. */
  jti: string | undefined;
  /** Time from which it is expired. */
  expiresAt: Date;
}

/** Why an assertion was refused: for the log. */
interface AssertionRefusal {
  refused: string;
}

/** Decodes an assertion; refuses other kinds of JWT and other algorithms than those of client keys. */
export function readAssertion(token: string): UnverifiedAssertion | AssertionRefusal {
  if (token.length > maximumLength) return { refused: 'too long' };
  const parts = decode(token);
  if (!parts) return { refused: 'not a JWT' };
  const { header, claims } = parts;
  const type = header.typ?.toLowerCase().replace(/^application\//, '');
  if (type !== undefined && type !== 'jwt' && type !== 'client-authentication+jwt')
    return { refused: 'typ is of another kind of JWT' };
  if (header.crit !== undefined) return { refused: 'crit is not understood' };
  if (typeof header.alg !== 'string' || !clientAlgorithms.includes(header.alg))
    return { refused: 'alg is not allowed' };
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string') return { refused: 'kid is not a text' };
  if (typeof claims.iss !== 'string' || claims.iss.length > 128) return { refused: 'iss is not a client id' };
  return { token, claims, clientId: claims.iss, algorithm: header.alg, keyId: header['kid'] };
}

/** Verifies assertions; see {@link verify}. */
type VerifyAssertion = (
  assertion: UnverifiedAssertion,
  expected: AssertionExpectation,
) => Promise<ClientAssertion | AssertionRefusal>;

/** Makes a verifier with decoy keys of its own for assertions of unknown clients. */
export function createAssertionVerifier(): VerifyAssertion {
  const decoys = createDecoyKeys();
  return (assertion, expected) => verify(decoys, assertion, expected);
}

/**
 * Verifies a client's assertion (RFC 7523 section 3, and the stricter rules of contract/mobile-authentication.md section 1)
 * except for its single use, which needs a memory.
 */
async function verify(
  decoys: DecoyKeys,
  assertion: UnverifiedAssertion,
  expected: AssertionExpectation,
): Promise<ClientAssertion | AssertionRefusal> {
  const { token, algorithm } = assertion;
  const fitting = expected.keys.filter(({ algorithms }) => algorithms.includes(algorithm)).slice(0, mostTries);
  // Without a key of the client a decoy takes as long, and fails.
  const tried = fitting.length > 0 ? fitting : [{ key: decoys.of(algorithm), algorithms: [algorithm] }];
  for (const { key } of tried) {
    try {
      await compactVerify(token, key, { algorithms: [algorithm] });
      return fitting.length > 0 ? checkClaims(assertion, expected) : { refused: 'no key' };
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      return { refused: error instanceof errors.JOSEError ? error.code : 'cannot be verified' };
    }
  }
  return { refused: fitting.length > 0 ? 'signature is not by a key of the client' : 'no key' };
}

function checkClaims(
  { claims, clientId }: UnverifiedAssertion,
  { audience, now, longestLife, isJtiRequired }: Omit<AssertionExpectation, 'keys'>,
): ClientAssertion | AssertionRefusal {
  const { sub, aud, jti } = claims;
  if (sub !== clientId) return { refused: 'sub is not iss' };
  // With several audiences one server could replay it at another.
  if (aud !== audience && !(Array.isArray(aud) && aud.length === 1 && aud[0] === audience))
    return { refused: 'aud is not this server alone' };
  const times = checkTimes(claims, now.getTime() / 1000, longestLife);
  if ('refused' in times) return times;
  if (jti === undefined && isJtiRequired) return { refused: 'jti is missing (setting client_assertion_jti_required)' };
  if (jti !== undefined && (typeof jti !== 'string' || jti.length === 0 || jti.length > 255))
    return { refused: 'jti is no id' };
  return { jti, ...times };
}

function checkTimes(
  claims: JWTPayload,
  seconds: number,
  longestLife: number,
): Pick<ClientAssertion, 'expiresAt'> | AssertionRefusal {
  const exp = readTime(claims.exp);
  if (exp === undefined) return { refused: 'exp is no time' };
  if (exp <= seconds) return { refused: 'exp is past' };
  if (exp > seconds + longestLife + clockTolerance)
    return { refused: 'exp is too far ahead (setting client_assertion_lifetime)' };
  for (const name of ['iat', 'nbf'] as const) {
    if (claims[name] === undefined) continue;
    const time = readTime(claims[name]);
    if (time === undefined || time > seconds + clockTolerance) return { refused: `${name} is not in the past` };
  }
  return { expiresAt: new Date(exp * 1000) };
}

/** A NumericDate (RFC 7519 section 2). Deployed clients send it as text, too. */
function readTime(claim: unknown): number | undefined {
  const seconds = typeof claim === 'string' && /^\d{1,12}$/.test(claim) ? Number(claim) : claim;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}

function decode(token: string): { header: ProtectedHeaderParameters; claims: JWTPayload } | undefined {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    return undefined;
  }
}

import canonicalize from 'canonicalize';
import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose';
import { sha256Base64url } from '../../../app-sdk/transport/dpop.ts';
import { PROFILE_ID, tokenReply } from './connected-app.ts';
import type { ProtocolServer, Received, Reply } from './protocol-server.ts';

export const TOKEN = 'POST /oauth/token';
export const LIST = 'GET /app/v1/authenticators';
export const set = (name: string) => `PUT /app/v1/authenticators/${name}`;
export const drop = (name: string) => `DELETE /app/v1/authenticators/${name}`;

/** The server's side of the authenticators of one profile, by the protocol. */
export interface FactorServer {
  keys: Map<string, JWK>;
  /** The answer to each `Message-Id`; a repeated message gets the same answer. */
  answered: Map<string, Reply>;
  attemptsLeft: number;
  /** Which message of a change of authenticators gets lost. */
  loses: 'nothing' | 'the request' | 'the answer';
  /** The valid refresh token. */
  refreshToken(): string;
}

const names = ['pin', 'fingerprint', 'voice'];
const ATTEMPTS = 3;

/** Makes a protocol server accept authenticators and refreshes; every factor proof is verified for its purpose. */
export function serveFactors(server: ProtocolServer): FactorServer {
  const issue = tokenReply(600);
  let issued = 0;
  const state: FactorServer = {
    keys: new Map(),
    answered: new Map(),
    attemptsLeft: ATTEMPTS,
    loses: 'nothing',
    refreshToken: () => `refresh-${issued}`,
  };
  const tokens = () => {
    issued++;
    return issue();
  };
  server.on(TOKEN, async ({ body }) => {
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'refresh_token') {
      const pin = form.get('pin_key');
      if (pin) state.keys = new Map([['pin', JSON.parse(pin) as JWK]]);
      return tokens();
    }
    const refused = await checkRefresh(state, form);
    return refused ?? tokens();
  });
  server.on(LIST, () => listed(state));
  for (const name of names) {
    server.on(set(name), (request) => losing(state, request, () => setKey(state, name, request)));
    server.on(drop(name), (request) => losing(state, request, () => dropKey(state, name, request)));
  }
  return state;
}

async function losing(state: FactorServer, { headers }: Received, act: () => Promise<Reply>): Promise<Reply> {
  if (state.loses === 'the request') return { cut: true };
  const id = String(headers['message-id']);
  const reply = state.answered.get(id) ?? (await act());
  if (reply.status === 204 || isWrong(reply)) state.answered.set(id, reply);
  return state.loses === 'the answer' ? { cut: true } : reply;
}

function isWrong({ body }: Reply): boolean {
  return (body as { code?: string } | undefined)?.code === 'wrong_factor_proof';
}

async function checkRefresh(state: FactorServer, form: URLSearchParams): Promise<Reply | undefined> {
  const refuse = (error_description: string, more = {}) => ({
    status: 400,
    body: { error: 'invalid_grant', error_description, ...more },
  });
  if (form.get('refresh_token') !== state.refreshToken()) return refuse('grant request is invalid');
  if (!state.keys.has('pin')) return undefined;
  const proof = form.get('factor_proof');
  if (!proof) return refuse('factor_required', { authenticators: [...state.keys.keys()] });
  const expected = {
    profile_id: PROFILE_ID,
    purpose: 'refresh',
    refresh_token_hash: await sha256Base64url(state.refreshToken()),
  };
  const { name, isRight } = await verifyFactor(state, proof, expected);
  if (isRight) return void (state.attemptsLeft = ATTEMPTS);
  if (name !== 'pin') {
    state.keys.delete(name);
    return refuse('authenticator_revoked');
  }
  if (--state.attemptsLeft > 0) return refuse('wrong_factor_proof', { attempts_left: state.attemptsLeft });
  state.keys.clear();
  return refuse('disconnected');
}

async function setKey(state: FactorServer, name: string, request: Received): Promise<Reply> {
  const { public_key } = JSON.parse(request.body) as { public_key: JWK };
  const key_thumbprint = await calculateJwkThumbprint(public_key);
  const refused = await checkPin(state, request, { authenticator: name, key_thumbprint, purpose: 'set_authenticator' });
  if (refused) return refused;
  if (name !== 'pin' && !state.keys.has('pin')) return { status: 409, body: { code: 'pin_required' } };
  state.keys.set(name, public_key);
  return { status: 204 };
}

async function dropKey(state: FactorServer, name: string, request: Received): Promise<Reply> {
  const refused = await checkPin(state, request, { authenticator: name, purpose: 'drop_authenticator' });
  if (refused) return refused;
  if (name === 'pin') state.keys.clear();
  else state.keys.delete(name);
  return { status: 204 };
}

async function checkPin(state: FactorServer, { headers }: Received, expected: object): Promise<Reply | undefined> {
  if (!state.keys.has('pin')) return undefined;
  const proof = headers['factor-proof'];
  if (typeof proof !== 'string') return { status: 403, body: { code: 'factor_proof_required' } };
  const { name, isRight } = await verifyFactor(state, proof, {
    ...expected,
    message_id: headers['message-id'],
    profile_id: PROFILE_ID,
  });
  if (name === 'pin' && isRight) return void (state.attemptsLeft = ATTEMPTS);
  if (--state.attemptsLeft > 0)
    return { status: 403, body: { code: 'wrong_factor_proof', attempts_left: state.attemptsLeft } };
  state.keys.clear();
  return { status: 403, body: { code: 'user_disconnected' } };
}

/** Verifies a compact JWS by the named key over this payload. Uses jose only: the package must not test itself. */
async function verifyFactor(
  { keys }: FactorServer,
  proof: string,
  expected: object,
): Promise<{ name: string; isRight: boolean }> {
  const header = JSON.parse(Buffer.from(proof.split('.')[0]!, 'base64url').toString()) as { kid: string };
  const key = keys.get(header.kid);
  if (!key) throw new Error(`a proof by "${header.kid}", which has no key`);
  const algorithm = header.kid === 'pin' ? 'EdDSA' : 'ES256';
  try {
    const { payload, protectedHeader } = await compactVerify(proof, await importJWK(key, algorithm), {
      algorithms: [algorithm],
    });
    const text = new TextDecoder().decode(payload);
    const { iat, ...claims } = JSON.parse(text) as { iat: number };
    if (
      canonicalize(protectedHeader) !== canonicalize({ alg: algorithm, kid: header.kid, typ: 'countersign-factor+jws' })
    )
      throw new Error('header');
    if (canonicalize({ iat, ...claims }) !== text || canonicalize(claims) !== canonicalize(expected))
      throw new Error(`payload ${text}`);
    if (Math.abs(iat - Date.now() / 1000) > 60) throw new Error('iat');
    return { name: header.kid, isRight: true };
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') throw error;
    return { name: header.kid, isRight: false };
  }
}

function listed({ keys, attemptsLeft }: FactorServer): Reply {
  const authenticators = [...keys.keys()].map((name) => ({ name, created_at: '2026-03-02T10:15:30.000Z' }));
  return {
    body: { authenticators, max_pin_attempts: ATTEMPTS, ...(keys.has('pin') && { attempts_left: attemptsLeft }) },
  };
}

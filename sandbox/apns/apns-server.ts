import { randomUUID, createPrivateKey, createPublicKey } from 'node:crypto';
import { constants, createSecureServer } from 'node:http2';
import type { Http2SecureServer, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { garbage, retryAfter } from '../http/endpoint.ts';
import { readBody } from '../http/read-body.ts';
import type { Behaviour } from '../state/behaviours.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import type { ServerIdentity } from '../tls/certificate-authority.ts';
import { apnsReasons } from './apns-reasons.ts';
import type { ApnsReason } from './apns-reasons.ts';
import { checkDevice, checkHeaders, readPayload, toDelivery } from './notification.ts';
import type { SandboxCredentials } from '../credentials.ts';

const bodyLimit = 64 * 1024;

type Outcome = { status: number; headers?: Record<string, string>; body?: string; reason?: ApnsReason };
type TokenCheck = ReturnType<typeof createProviderTokenCheck>;

/** APNs over HTTP/2 with provider tokens: `POST /3/device/{token}`. */
export function createApnsServer(identity: ServerIdentity, state: SandboxState): Http2SecureServer {
  const checkProviderToken = createProviderTokenCheck(state.credentials.apns);
  const server = createSecureServer({ key: identity.key, cert: identity.certificate });
  server.on('stream', (stream, headers) => {
    // A client may disconnect at any time.
    stream.on('error', () => undefined);
    serve(stream, headers, state, checkProviderToken).catch(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  });
  server.on('sessionError', () => undefined);
  return server;
}

async function serve(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  state: SandboxState,
  checkProviderToken: TokenCheck,
): Promise<void> {
  const session = stream.session;
  const token = /^\/3\/device\/([^/]+)$/.exec(headers[':path'] ?? '')?.[1];
  const body = await readBody(stream, bodyLimit);
  const addressing = token === undefined ? {} : { token };
  const behaviour = state.behaviours.take('apns', addressing);
  const outcome = await answerAs(behaviour, { token, headers, body }, state, checkProviderToken);
  state.requests.record('apns', {
    ...addressing,
    status: outcome?.status ?? 0,
    ...(outcome?.reason === undefined ? {} : { reason: outcome.reason }),
    headers,
    connection: session ?? stream,
  });
  if (behaviour.delay_ms !== undefined) await wait(behaviour.delay_ms, undefined, { ref: false });
  if (outcome !== undefined) return respond(stream, headers, outcome);
  // One device's reset must not break the others that share the connection.
  if (behaviour.token === undefined) session?.destroy();
  else stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

interface ApnsRequest {
  token: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** @returns undefined when the connection has to be reset. */
async function answerAs(
  behaviour: Behaviour,
  request: ApnsRequest,
  state: SandboxState,
  checkProviderToken: TokenCheck,
): Promise<Outcome | undefined> {
  switch (behaviour.mode) {
    case 'reset':
      return undefined;
    case 'garbage':
      return garbage;
    case 'refuse':
      return refuse('TopicDisallowed');
    case 'unregistered':
      return refuse('Unregistered');
    case 'too_many_requests':
      return refuse('TooManyRequests', retryAfter(behaviour));
    case 'unavailable':
      return refuse('ServiceUnavailable', retryAfter(behaviour));
    case 'expired_token':
      return refuse('ExpiredProviderToken');
    default: {
      const refusal = await notify(request, state, checkProviderToken);
      return refusal === undefined ? { status: 200 } : refuse(refusal, {}, unregisteredAt(request, state));
    }
  }
}

/** Delivers a push, or returns the reason of the refusal, in Apple's order of checks. */
async function notify(
  { token, headers, body }: ApnsRequest,
  state: SandboxState,
  checkProviderToken: TokenCheck,
): Promise<ApnsReason | undefined> {
  if (headers[':method'] !== 'POST') return 'MethodNotAllowed';
  if (token === undefined) return headers[':path'] === '/3/device/' ? 'MissingDeviceToken' : 'BadPath';
  const refusal = (await checkProviderToken(headers.authorization)) ?? checkHeaders(headers);
  if (refusal !== undefined) return refusal;
  const payload = readPayload(body);
  if (typeof payload === 'string') return payload;
  const deviceRefusal = checkDevice(token, String(headers['apns-topic']), state.devices);
  if (deviceRefusal === undefined) state.devices.deliver(token, toDelivery(payload, headers));
  return deviceRefusal;
}

function unregisteredAt({ token }: ApnsRequest, state: SandboxState): number {
  const date = token === undefined ? undefined : state.devices.find(token)?.unregistered_at;
  return date === undefined ? Date.now() : Date.parse(date);
}

/** `timestamp` (epoch milliseconds) is sent with `Unregistered` only. */
function refuse(reason: ApnsReason, headers: Record<string, string> = {}, timestamp = Date.now()): Outcome {
  return {
    status: apnsReasons[reason],
    headers,
    body: JSON.stringify({ reason, ...(reason === 'Unregistered' ? { timestamp } : {}) }),
    reason,
  };
}

function respond(stream: ServerHttp2Stream, request: IncomingHttpHeaders, outcome: Outcome): void {
  if (stream.destroyed || stream.closed) return;
  const id = request['apns-id'] ?? randomUUID().toUpperCase();
  stream.respond({
    ':status': outcome.status,
    'apns-id': id,
    ...(outcome.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...outcome.headers,
  });
  stream.end(outcome.body);
}

const longestAgeSeconds = 60 * 60;
const clockToleranceSeconds = 60;

/**
 * Checks a provider token as APNs does: ES256 with the key that `kid` names, `iss` the team, `iat` at most an hour ago.
 * @see https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns
 */
function createProviderTokenCheck(
  credentials: SandboxCredentials['apns'],
): (authorization: string | undefined) => Promise<ApnsReason | undefined> {
  const publicKey = createPublicKey(createPrivateKey(credentials.p8));
  return async (authorization) => {
    if (authorization === undefined) return 'MissingProviderToken';
    const token = /^bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
    try {
      if (decodeProtectedHeader(token).kid !== credentials.key_id) return 'InvalidProviderToken';
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: ['ES256'],
        issuer: credentials.team_id,
        requiredClaims: ['iat'],
      });
      const age = Date.now() / 1000 - Number(payload.iat);
      if (age < -clockToleranceSeconds) return 'InvalidProviderToken';
      return age > longestAgeSeconds ? 'ExpiredProviderToken' : undefined;
    } catch {
      return 'InvalidProviderToken';
    }
  };
}

import { randomBytes } from 'node:crypto';
import { retryAfter } from '../http/endpoint.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest } from '../http/endpoint.ts';
import type { Behaviour } from '../state/behaviours.ts';
import type { Delivery } from '../state/devices.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import type { AccessTokens } from './access-tokens.ts';
import { googleError, invalidArgument, senderMismatch, unauthenticated, unregistered } from './google-errors.ts';

const payloadLimit = 4096;
const longestTtlSeconds = 4 * 7 * 24 * 60 * 60;
const path = /^\/v1\/projects\/([\w-]+)\/messages:send$/;

interface FcmMessage {
  token?: unknown;
  data?: Record<string, unknown>;
  notification?: { title?: string; body?: string };
  android?: { priority?: unknown; ttl?: unknown; collapse_key?: unknown; collapseKey?: unknown };
}

/**
 * FCM's HTTP v1 API for messages to one Android phone.
 * @see https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send
 */
export function createFcmEndpoint(state: SandboxState, accessTokens: AccessTokens): Endpoint {
  return {
    provider: 'fcm',
    method: 'POST',
    path,
    address: (request) => {
      const token = readMessage(request)?.token;
      return typeof token === 'string' ? { token } : {};
    },
    answer: (request, behaviour) => {
      const misbehaviour = misbehave(behaviour, request, accessTokens);
      return misbehaviour ?? sendMessage(request, state, accessTokens);
    },
  };
}

function misbehave(
  behaviour: Behaviour,
  request: EndpointRequest,
  accessTokens: AccessTokens,
): EndpointAnswer | undefined {
  const headers = retryAfter(behaviour);
  switch (behaviour.mode) {
    case 'refuse':
      return invalidArgument('message', 'Request contains an invalid argument.');
    case 'unregistered':
      return unregistered();
    case 'too_many_requests':
      return googleError({
        httpStatus: 429,
        status: 'RESOURCE_EXHAUSTED',
        message: 'Quota exceeded.',
        errorCode: 'QUOTA_EXCEEDED',
        headers,
      });
    case 'unavailable':
      return googleError({
        httpStatus: 503,
        status: 'UNAVAILABLE',
        message: 'The service is currently unavailable.',
        errorCode: 'UNAVAILABLE',
        headers,
      });
    case 'expired_token':
      accessTokens.revoke(request.headers.authorization);
      return unauthenticated();
    default:
      return undefined;
  }
}

function sendMessage(request: EndpointRequest, state: SandboxState, accessTokens: AccessTokens): EndpointAnswer {
  if (!accessTokens.accepts(request.headers.authorization)) return unauthenticated();
  const project = path.exec(request.path)?.[1];
  if (project !== state.credentials.fcm_service_account.project_id) return senderMismatch();
  const message = readMessage(request);
  if (message === undefined) return invalidArgument('message', 'Invalid JSON payload received.');
  const refusal = checkMessage(message);
  if (refusal !== undefined) return refusal;

  const token = message.token as string;
  const device = state.devices.find(token);
  if (device !== undefined && device.platform !== 'android')
    return invalidArgument('message.token', 'The registration token is not a valid FCM registration token');
  if (device === undefined || device.unregistered_at !== undefined) return unregistered();
  state.devices.deliver(token, toDelivery(message));
  return {
    status: 200,
    body: {
      name: `projects/${project}/messages/0:${Date.now()}${randomBytes(8).readUInt16BE()}%${randomBytes(8).toString('hex')}`,
    },
  };
}

function readMessage(request: EndpointRequest): FcmMessage | undefined {
  try {
    const message = (JSON.parse(request.body) as { message?: unknown }).message;
    return typeof message === 'object' && message !== null ? (message as FcmMessage) : undefined;
  } catch {
    return undefined;
  }
}

function checkMessage(message: FcmMessage): EndpointAnswer | undefined {
  if (typeof message.token !== 'string' || message.token === '')
    return invalidArgument('message', 'Recipient of the message is not set.');
  if (!/^[\w-]+:[\w-]{100,}$/.test(message.token))
    return invalidArgument('message.token', 'The registration token is not a valid FCM registration token');
  const data = Object.entries(message.data ?? {});
  const wrong = data.find(([, value]) => typeof value !== 'string');
  if (wrong !== undefined) return invalidArgument(`message.data[${wrong[0]}]`, 'Invalid value (TYPE_STRING)');
  if (Buffer.byteLength(JSON.stringify(message.data ?? {})) > payloadLimit)
    return invalidArgument('message', 'Android message is too big');
  const { priority, ttl } = message.android ?? {};
  if (priority !== undefined && !/^(high|normal)$/i.test(String(priority)))
    return invalidArgument('message.android.priority', 'Invalid value');
  if (ttl !== undefined && !(ttlSeconds(ttl) <= longestTtlSeconds))
    return invalidArgument('message.android.ttl', 'Invalid ttl');
  return undefined;
}

function ttlSeconds(ttl: unknown): number {
  return Number(/^(\d+(?:\.\d{1,9})?)s$/.exec(String(ttl))?.[1]);
}

function toDelivery(message: FcmMessage): Delivery {
  const { ttl, collapse_key: snake, collapseKey: camel } = message.android ?? {};
  const collapseId = snake ?? camel;
  return {
    alert: message.notification?.body ?? message.notification?.title ?? null,
    content: readContent(message.data ?? {}),
    priority: /^high$/i.test(String(message.android?.priority)) ? 'high' : 'normal',
    expiresAt: Date.now() + (ttl === undefined ? longestTtlSeconds : ttlSeconds(ttl)) * 1000,
    ...(typeof collapseId === 'string' ? { collapseId } : {}),
  };
}

/** The content for the app: the JSON in `content`, or all data without it. */
function readContent(data: Record<string, unknown>): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(String(data['content']));
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : data;
  } catch {
    return data;
  }
}

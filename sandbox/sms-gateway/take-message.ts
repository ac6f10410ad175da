import { randomUUID } from 'node:crypto';
import { retryAfter } from '../http/endpoint.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest } from '../http/endpoint.ts';
import { reportAsGateway } from '../reports/send-report.ts';
import type { Behaviour } from '../state/behaviours.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import { hasSignature } from './webhook-signature.ts';

interface Fields {
  to: string;
  from: string;
  body: string;
  id: string;
  status_url: string;
}

const e164 = /^\+[1-9]\d{6,14}$/;
const anySender = /^[\x20-\x7e]{0,11}$|^\+\d{5,15}$/;

/** An SMS gateway of no particular vendor: `{"id","to","from","body","status_url"}`, signed by Standard Webhooks. */
export function createGatewayEndpoint(state: SandboxState): Endpoint {
  return {
    provider: 'sms-gateway',
    method: 'POST',
    path: /^\/sms-gateway\/messages$/,
    address: (request) => {
      const { to, from } = readFields(request);
      return { to, from };
    },
    answer: (request, behaviour) => misbehave(behaviour) ?? takeMessage(request, state, behaviour),
  };
}

function misbehave(behaviour: Behaviour): EndpointAnswer | undefined {
  switch (behaviour.mode) {
    case 'refuse':
      return refuse(422, behaviour.from === undefined ? 'rejected' : 'invalid_sender');
    case 'unregistered':
      return refuse(422, 'invalid_recipient');
    case 'too_many_requests':
      return refuse(429, 'rate_limited', retryAfter(behaviour));
    case 'unavailable':
      return refuse(503, 'unavailable', retryAfter(behaviour));
    case 'expired_token':
      return refuse(401, 'unauthorised');
    default:
      return undefined;
  }
}

/** Accepts a message. With `undelivered` it does not arrive. */
function takeMessage(request: EndpointRequest, state: SandboxState, { mode }: Behaviour): EndpointAnswer {
  if (!hasSignature(request, state.credentials.sms_gateway.signing_secret)) return refuse(401, 'unauthorised');
  const { to, from, body, id, status_url: statusUrl } = readFields(request);
  if (!e164.test(to)) return refuse(422, 'invalid_recipient');
  if (!anySender.test(from)) return refuse(422, 'invalid_sender');
  if (body === '') return refuse(422, 'rejected');
  const sid = `gw-${randomUUID()}`;
  if (mode !== 'undelivered') state.messages.deliver({ channel: 'sms', sid, to, from, body });
  const secret = state.credentials.sms_gateway.signing_secret;
  if (statusUrl !== '')
    reportAsGateway(
      statusUrl,
      secret,
      { id },
      mode === 'undelivered' ? { status: 'undelivered', error: 'no_route' } : { status: 'delivered' },
    );
  return { status: 202, body: { id: sid } };
}

function refuse(status: number, code: string, headers: Record<string, string> = {}): EndpointAnswer {
  return { status, headers, body: { code }, reason: code };
}

function readFields({ body: text }: EndpointRequest): Fields {
  const fields = parseObject(text);
  const textOf = (name: keyof Fields): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return {
    to: textOf('to'),
    from: textOf('from'),
    body: textOf('body'),
    id: textOf('id'),
    status_url: textOf('status_url'),
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

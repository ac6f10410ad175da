import type { IncomingHttpHeaders } from 'node:http';
import type { Addressing, Behaviour, Provider } from '../state/behaviours.ts';

export interface EndpointRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface EndpointAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body: object;
  /** The provider's code of a refusal, for the request log. */
  reason?: string;
}

/** One resource of a provider's HTTP API. */
export interface Endpoint {
  provider: Provider;
  method: 'GET' | 'POST';
  path: RegExp;
  /** The addressee of a request, as far as it can be read. */
  address(request: EndpointRequest): Addressing;
  /** Handles a request, or refuses it as `behaviour` says. */
  answer(request: EndpointRequest, behaviour: Behaviour): Promise<EndpointAnswer> | EndpointAnswer;
}

/** An answer of another server, such as a captive portal in between. */
export const garbage = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Welcome to the network</title>',
};

/** `Retry-After`, when the behaviour sets one. */
export function retryAfter(behaviour: Behaviour): Record<string, string> {
  return behaviour.retry_after_s === undefined ? {} : { 'retry-after': String(behaviour.retry_after_s) };
}

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Addressing, Provider } from './behaviours.ts';
import { Ring } from './ring.ts';

const keptRequests = 500;
const keptAddressees = 5000;

export interface LoggedRequest extends Addressing {
  received_at: string;
  /** The answer's HTTP status; 0 when the connection was reset. */
  status: number;
  /** The provider's reason or code of a refusal. */
  reason?: string;
  /** The number of the connection: requests over one connection have the same number. */
  connection: number;
  headers: Record<string, string>;
}

/** The requests to the providers, for tests: the last ones, and their number for each addressee. */
export class RequestLog {
  readonly #requests = new Map<Provider, Ring<LoggedRequest>>();
  readonly #counts = new Map<string, number>();
  readonly #connections = new WeakMap<object, number>();
  #connectionCount = 0;

  record(
    provider: Provider,
    request: Omit<LoggedRequest, 'received_at' | 'headers' | 'connection'> & {
      headers: IncomingHttpHeaders;
      connection: object;
    },
  ): void {
    const ring = this.#requests.get(provider) ?? new Ring<LoggedRequest>(keptRequests);
    this.#requests.set(provider, ring);
    ring.push({
      ...request,
      received_at: new Date().toISOString(),
      connection: this.#numberOf(request.connection),
      headers: redact(request.headers),
    });
    this.#count(provider);
    const addressee = request.token ?? request.to;
    if (addressee !== undefined) this.#count(provider, addressee);
  }

  /** All requests of a provider, or those for one addressee. */
  list(provider: Provider, addressee?: string): { count: number; requests: LoggedRequest[] } {
    const requests = this.#requests.get(provider)?.items() ?? [];
    return {
      count: this.#counts.get(keyOf(provider, addressee)) ?? 0,
      requests: requests.filter((request) => addressee === undefined || (request.token ?? request.to) === addressee),
    };
  }

  #count(provider: Provider, addressee?: string): void {
    const key = keyOf(provider, addressee);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > keptAddressees) this.#counts.delete(this.#counts.keys().next().value as string);
  }

  #numberOf(connection: object): number {
    const known = this.#connections.get(connection);
    if (known !== undefined) return known;
    this.#connectionCount += 1;
    this.#connections.set(connection, this.#connectionCount);
    return this.#connectionCount;
  }
}

function keyOf(provider: Provider, addressee = ''): string {
  return `${provider} ${addressee}`;
}

/** Replaces credentials by a fingerprint: tests can compare it, and it cannot be used. */
function redact(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = String(value);
    shown[name] =
      name === 'authorization'
        ? `${text.split(' ')[0]} sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
        : text;
  }
  return shown;
}

import { Agent, request } from 'node:http';

/**
 * `fetch` over `node:http`, for phones and websites of the load generator: a real phone's own work costs the server nothing, and
 * undici's `fetch` takes as much CPU for a small request as the server that answers it. Bodies are read whole.
 * @param connections kept open to each server.
 */
export function createLightFetch(connections: number): { fetch: typeof fetch; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const lightFetch = (input: string | URL, init: RequestInit = {}) =>
    new Promise<LightResponse>((resolve, reject) => {
      const body = init.body === undefined || init.body === null ? undefined : String(init.body);
      const headers: Record<string, string | number> = { ...(init.headers as Record<string, string> | undefined) };
      if (body !== undefined) {
        headers['content-length'] = Buffer.byteLength(body);
        if (init.body instanceof URLSearchParams) headers['content-type'] = 'application/x-www-form-urlencoded';
      }
      const sent = request(input, { agent, method: init.method ?? 'GET', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve(new LightResponse(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString())),
        );
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { fetch: lightFetch as unknown as typeof fetch, close: () => agent.destroy() };
}

/** What the app SDK and the website of the tests read of a response. */
class LightResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null; getSetCookie(): string[] };
  readonly body = null;
  readonly #text: string;

  constructor(status: number, headers: NodeJS.Dict<string | string[]>, text: string) {
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.headers = {
      get: (name) => headers[name.toLowerCase()]?.toString() ?? null,
      getSetCookie: () => [headers['set-cookie'] ?? []].flat(),
    };
    this.#text = text;
  }

  async text(): Promise<string> {
    return this.#text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#text);
  }

  clone(): this {
    return this;
  }
}

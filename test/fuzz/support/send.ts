import { Agent, request } from 'node:http';
import type { Plan } from './plan.ts';

export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** Milliseconds. */
  took: number;
}

/** Milliseconds after which a request counts as hanging: an initialisation may wait half a minute for a provider. */
const timeoutMs = 90_000;

const visible = /[^\t\x20-\x7e\x80-\xff]/g;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Sends bytes unchanged: no client normalises path and headers. Stops an event stream after its first event. */
export function send(origin: string, plan: Plan, credentials: Record<string, string>): Promise<Answered> {
  const { hostname, port } = new URL(origin);
  // Node sends no length with a GET by itself, and the body would be read as the next request.
  const length = plan.body ? { 'content-length': String(plan.body.length) } : {};
  const headers = {
    ...credentials,
    ...length,
    ...Object.fromEntries(plan.headers.map(([name, value]) => [name, value.replaceAll(visible, '')])),
  };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(
      {
        agent,
        hostname,
        port,
        method: plan.method,
        path: plan.target.replaceAll(/[^\x21-\x7e]/g, '_'),
        headers,
        timeout: timeoutMs,
      },
      (response) => {
        const chunks: Buffer[] = [];
        const finish = () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
            took: performance.now() - started,
          });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (response.headers['content-type']?.startsWith('text/event-stream')) {
            finish();
            response.destroy();
          }
        });
        response.on('end', finish).on('error', finish);
      },
    );
    call.on('timeout', () => call.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    call.on('error', reject);
    call.end(plan.body);
  });
}

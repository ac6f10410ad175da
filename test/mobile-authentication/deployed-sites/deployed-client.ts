import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export interface Credentials {
  id: string;
  secret: string;
}

export interface DeployedCall {
  client: Credentials;
  method: string;
  path: string;
  /** Sent unchanged: some sites do not encode it. */
  form: string | undefined;
  /** How id and secret are put into HTTP Basic: raw, or form-encoded first as RFC 6749 section 2.3.1 requires. */
  encoding: 'raw' | 'encoded';
}

export interface DeployedAnswer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
  // The tests assert on the members that exist.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** One call as sites integrated with the original product make it: Java's HTTP client offers h2c with every request. */
export function callAsDeployed(
  base: string,
  { client, method, path, form, encoding }: DeployedCall,
): Promise<DeployedAnswer> {
  const spell = (text: string) => (encoding === 'raw' ? text : new URLSearchParams({ '': text }).toString().slice(1));
  const headers = {
    authorization: `Basic ${Buffer.from(`${spell(client.id)}:${spell(client.secret)}`).toString('base64')}`,
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    'user-agent': 'Java-http-client/17.0.9',
    ...(form === undefined
      ? {}
      : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(form) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${base}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text,
          body: text === '' ? null : JSON.parse(text),
        });
      });
    });
    outgoing.on('upgrade', () => reject(new Error('the connection was upgraded')));
    outgoing.once('error', reject);
    outgoing.end(form);
  });
}

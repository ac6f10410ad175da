import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { basic } from '../support/website.ts';
import { sendRaw } from './support/raw-connection.ts';

const { endpoints } = useStack();
const { host } = new URL(endpoints.api);
const common = `Host: ${host}\r\nAuthorization: ${basic(endpoints.clients.mobile_authentication)}\r\n`;
const list = '/oauth/api/v4/authenticate/user/unknown/enabled';
const start = '/oauth/api/v4/authenticate/user';
const form = 'Content-Type: application/x-www-form-urlencoded\r\n';

const get = (headers = '', path = list) => `GET ${path} HTTP/1.1\r\n${common}${headers}\r\n`;
const post = (headers: string, body: string) => `POST ${start} HTTP/1.1\r\n${common}${headers}\r\n${body}`;

async function statusOf(bytes: string | Buffer): Promise<number | undefined> {
  return (await sendRaw(endpoints.api, bytes))[0]?.status;
}

describe('an Upgrade header, as deployed clients send it', () => {
  const upgrades = [
    ['h2c', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'],
    [
      'websocket',
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n',
    ],
  ] as const;

  it.each(upgrades)('to %s is ignored', async (_, headers) => {
    const [answer] = await sendRaw(endpoints.api, get(headers));
    expect([answer?.status, answer?.body, answer?.headers.has('upgrade')]).toEqual([200, '{"enabled":[]}', false]);
  });

  it.each(upgrades)('to %s is ignored with a body too', async (_, headers) => {
    const [answer] = await sendRaw(endpoints.api, post(`${headers}${form}Content-Length: 6\r\n`, 'type=a'));
    expect([answer?.status, JSON.parse(answer?.body ?? '{}').error_code]).toEqual([404, '4000']);
  });
});

describe('a request that two servers could parse differently', () => {
  it.each([
    ['a length and chunks', post(`${form}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\nGET /x')],
    ['two lengths', post(`${form}Content-Length: 6\r\nContent-Length: 7\r\n`, 'type=a')],
    ['a negative length', post(`${form}Content-Length: -1\r\n`, '')],
    ['an unknown transfer encoding', post(`${form}Transfer-Encoding: xchunked\r\n`, '0\r\n\r\n')],
    ['line feeds without carriage returns', get().replaceAll('\r', '')],
    ['a folded header', get('X-A: a\r\n b\r\n')],
    ['a space before the colon', get('X-A : a\r\n')],
    ['a carriage return in a header', get('X-A: a\rb\r\n')],
    ['a NUL in the path', get('', '/a\0b')],
    ['raw bytes in the path', Buffer.from(get('', '/\xff\xfe'), 'latin1')],
    ['no host', `GET ${list} HTTP/1.1\r\n\r\n`],
    ['an unknown method', `FOO ${list} HTTP/1.1\r\n${common}\r\n`],
    ['HTTP/2 without negotiation', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('is refused: %s', async (_, bytes) => {
    expect(await statusOf(bytes)).toBe(400);
  });

  it('is not read from the body of another request', async () => {
    const hidden = `GET /health/live HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const inGet = await sendRaw(
      endpoints.api,
      get(`${form}Content-Length: ${hidden.length}\r\n`) + hidden + get('Connection: close\r\n'),
      3,
    );
    expect(inGet.map(({ status, body }) => [status, body])).toEqual([
      [200, '{"enabled":[]}'],
      [200, '{"enabled":[]}'],
    ]);
    const refused = await sendRaw(
      endpoints.api,
      post(`Content-Type: text/plain\r\nContent-Length: ${hidden.length}\r\n`, hidden) + get('Connection: close\r\n'),
      3,
    );
    expect(refused.map(({ status }) => status)).toEqual([415, 200]);
  });

  it('gets no credentials from the trailer of its body', async () => {
    const bytes = `POST ${start} HTTP/1.1\r\nHost: ${host}\r\n${form}Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n6\r\ntype=a\r\n0\r\n${common}\r\n`;
    expect(await statusOf(bytes)).toBe(401);
  });

  it('is authenticated by the first of two Authorization headers, as at every proxy', async () => {
    const first = `GET ${list} HTTP/1.1\r\nAuthorization: Basic eDp4\r\n${common}\r\n`;
    expect(await statusOf(first)).toBe(401);
  });

  it('is answered in order when it is pipelined', async () => {
    const answers = await sendRaw(endpoints.api, get() + get('', '/nothing') + get(), 3);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
  });
});

describe('a request over a limit', () => {
  it.each([
    ['2500 headers', get('a:b\r\n'.repeat(2500)), 431],
    ['a header of 20 KB', get(`X-A: ${'a'.repeat(20_000)}\r\n`), 431],
    ['a path of 20 KB', get('', `/${'a'.repeat(20_000)}`), 431],
    [
      'a chunk extension of 20 KB',
      post(`${form}Transfer-Encoding: chunked\r\n`, `1;${'a'.repeat(20_000)}\r\na\r\n0\r\n\r\n`),
      413,
    ],
    [
      'chunks of 70,000 bytes',
      post(`${form}Transfer-Encoding: chunked\r\n`, `11170\r\n${'a'.repeat(70_000)}\r\n0\r\n\r\n`),
      413,
    ],
    ['an announced length of 99 GB', post(`${form}Content-Length: 99999999999\r\n`, 'a'), 413],
    ['an unknown expectation', get('Expect: banana\r\n'), 417],
  ])('is refused: %s', async (_, bytes, status) => {
    expect(await statusOf(bytes)).toBe(status);
  });

  it('is accepted when its chunks are small', async () => {
    const [answer] = await sendRaw(
      endpoints.api,
      post(`${form}Transfer-Encoding: chunked\r\n`, '3\r\ntyp\r\n3\r\ne=a\r\n0\r\n\r\n'),
    );
    expect(JSON.parse(answer?.body ?? '{}').error_code).toBe('4000');
  });
});

describe('an answer', () => {
  it('replaces an invalid request id', async () => {
    const ids = ['a%0d%0aSet-Cookie:x', 'x'.repeat(65), 'a b', '<script>', '\xe9'];
    for (const id of ids) {
      const [answer] = await sendRaw(endpoints.api, Buffer.from(get(`X-Request-Id: ${id}\r\n`), 'latin1'));
      expect(answer?.headers.get('x-request-id'), id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it.each(['/nothing', list, '/app/v1/transactions', '/oauth/token', '/health/live'])(
    'of %s has the security headers for browsers',
    async (path) => {
      const { headers } = await fetch(`${endpoints.api}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect([headers.get('server'), headers.get('x-powered-by'), headers.get('set-cookie')]).toEqual([
        null,
        null,
        null,
      ]);
    },
  );

  it.each([list, '/app/v1/transactions', '/health/live'])('of %s has Cache-Control: no-store', async (path) => {
    expect((await fetch(`${endpoints.api}${path}`)).headers.get('cache-control')).toContain('no-store');
  });

  it('to TRACE is 405 without the headers of the request', async () => {
    const [answer] = await sendRaw(endpoints.api, `TRACE ${list} HTTP/1.1\r\n${common}X-Secret: mirror-me\r\n\r\n`);
    expect(answer?.status).toBe(405);
    expect(answer?.body).not.toContain('mirror-me');
  });

  it('contains no URL made from a foreign Host header', async () => {
    const answers = await sendRaw(
      endpoints.api,
      `GET http://evil.example/oauth/.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n\r\n`,
    );
    expect(answers[0]?.status).toBe(200);
    expect(answers[0]?.body).not.toContain('evil.example');
  });
});

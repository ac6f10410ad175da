import { describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { sendRaw } from './support/raw-connection.ts';

const { endpoints, environment, operationsUrl } = useStack();
const operator = environment['COUNTERSIGN_CODEC_ORIGIN'] as string;
const json = { 'content-type': 'application/json' };

async function decode(body: string, headers: Record<string, string> = { origin: operator }, method = 'POST') {
  const response = await fetch(`${operationsUrl}/codec/decode`, {
    method,
    headers: { ...json, ...headers },
    ...(method === 'POST' ? { body } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

describe('POST /codec/decode', () => {
  it.each([
    ['no page', {}],
    ['another site', { origin: 'https://evil.example' }],
    ["a host that starts like the operator's page", { origin: `${operator}.evil.example` }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('refuses the origin of %s without CORS headers', async (_, headers) => {
    for (const method of ['POST', 'OPTIONS']) {
      const answer = await decode('{"payloads":[]}', headers, method);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each(['Host: evil.example', 'Host: evil.example\r\nX-Forwarded-Host: 127.0.0.1', 'Host: 127.0.0.1.evil.example'])(
    'refuses a page after DNS rebinding (%j)',
    async (host) => {
      const [answer] = await sendRaw(
        operationsUrl,
        `POST /codec/decode HTTP/1.1\r\n${host}\r\nOrigin: ${operator}\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"payloads":[]}`,
      );
      expect(answer?.status).toBe(403);
    },
  );

  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const encrypted = base64('binary/encrypted');
  const payload = (metadata: object, data: string) => JSON.stringify({ payloads: [{ metadata, data: base64(data) }] });
  it.each([
    ['null', 'null'],
    ['a number for a list', '{"payloads":1}'],
    ['null for a payload', '{"payloads":[null]}'],
    ['a number for metadata', '{"payloads":[{"metadata":1}]}'],
    ['an unknown key', payload({ encoding: encrypted, 'encryption-key-id': base64('unknown') }, 'x'.repeat(60))],
    ['no key id', payload({ encoding: encrypted }, 'x'.repeat(60))],
    ['too few bytes', payload({ encoding: encrypted, 'encryption-key-id': base64('k1') }, 'x')],
    [
      'bytes that no key encrypted',
      payload({ encoding: encrypted, 'encryption-key-id': base64('k1') }, 'x'.repeat(60)),
    ],
    ['truncated JSON', '{"payloads":'],
  ])('refuses %s', async (_, body) => {
    expect((await decode(body)).status).toBe(400);
  });

  it('refuses 3 MB and other methods', async () => {
    expect((await decode(JSON.stringify('a'.repeat(3_000_000)))).status).toBe(413);
    expect((await decode('', { origin: operator }, 'GET')).status).toBe(405);
  });

  it('has no counterpart that encodes', async () => {
    const response = await fetch(`${operationsUrl}/codec/encode`, {
      method: 'POST',
      headers: { ...json, origin: operator },
      body: '{"payloads":[]}',
    });
    expect(response.status).toBe(404);
  });

  it('is not on the public listener', async () => {
    const response = await fetch(`${endpoints.api}/codec/decode`, {
      method: 'POST',
      headers: { ...json, origin: operator },
      body: '{"payloads":[]}',
    });
    expect(response.status).toBe(404);
  });
});

describe('GET /metrics', () => {
  it('names no user, no client and no path that a caller invents', async () => {
    const phone = await enrollPhone(endpoints);
    const website = createWebsite(endpoints);
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: `${endpoints.sandbox}/callbacks/metrics`,
      message: 'Very private',
    };
    const { transaction_id: id } = (await website.initialise(form)).body;
    await phone.answer(id);
    for (const path of [
      '/oauth/api/v4/made-up-by-a-caller',
      '/made-up-by-a-caller',
      `/oauth/api/v4/authenticate/user/${phone.userId}/enabled`,
    ])
      await fetch(`${endpoints.api}${path}`);
    const metrics = await (await fetch(`${operationsUrl}/metrics`)).text();
    for (const secret of [
      phone.userId,
      phone.deviceId,
      phone.profile.profileId,
      phone.pushToken,
      id,
      'made-up-by-a-caller',
      'Very private',
      endpoints.clients.mobile_authentication.id,
    ])
      expect(metrics).not.toContain(secret);
  });

  it('has one series for all paths that callers invent', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        fetch(`${endpoints.api}/oauth/api/v4/flood/${index}?flood=${index}`, {
          headers: { 'x-request-id': `flood-${index}` },
        }),
      ),
    );
    const metrics = await (await fetch(`${operationsUrl}/metrics`)).text();
    const refused =
      /^countersign_http_request_duration_seconds_count{surface="website",method="GET",route="unmatched",status="401"}/gm;
    expect(metrics.match(refused)).toHaveLength(1);
    expect(metrics).not.toContain('flood');
  });
});

describe('a page of another site', () => {
  const evil = { origin: 'https://evil.example' };
  it.each([
    ['GET', '/app/v1/transactions', {}],
    [
      'OPTIONS',
      '/app/v1/transactions',
      { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization, dpop' },
    ],
    ['OPTIONS', '/app/v1/registrations', { 'access-control-request-method': 'POST' }],
    ['OPTIONS', '/oauth/token', { 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' }],
    ['POST', '/oauth/token', {}],
    ['POST', '/oauth/token/revocation', {}],
    ['OPTIONS', '/oauth/api/v4/authenticate/user', { 'access-control-request-method': 'POST' }],
    ['POST', '/oauth/api/v4/authenticate/user', {}],
    ['GET', '/health/ready', {}],
  ])('may not read the answer to %s %s', async (method, path, headers) => {
    for (const origin of [evil.origin, 'null', `${endpoints.api}.evil.example`]) {
      const answer = await fetch(`${endpoints.api}${path}`, { method, headers: { ...headers, origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});

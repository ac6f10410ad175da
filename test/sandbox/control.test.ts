import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readEvents } from './support/event-reader.ts';
import { useSandbox } from './support/running-sandbox.ts';
import { exchangeAssertion, postHttps, signAssertion } from './support/wire-clients.ts';

const sandbox = useSandbox();

async function pushAndroid(token: string, n: string, change: object = {}): Promise<void> {
  const { body } = await exchangeAssertion(sandbox(), await signAssertion(sandbox()));
  const authorization = `Bearer ${(body as { access_token: string }).access_token}`;
  const message = { token, data: { content: JSON.stringify({ n }) }, ...change };
  const { status } = await postHttps(
    sandbox(),
    '/v1/projects/countersign-sandbox/messages:send',
    { authorization },
    JSON.stringify({ message }),
  );
  expect(status).toBe(200);
}

async function text(to: string, body: string): Promise<void> {
  const { account_sid: account, auth_token: authToken } = sandbox().credentials.twilio;
  const authorization = `Basic ${Buffer.from(`${account}:${authToken}`).toString('base64')}`;
  await postHttps(
    sandbox(),
    `/2010-04-01/Accounts/${account}/Messages.json`,
    { authorization },
    new URLSearchParams({ To: to, From: 'Bank', Body: body }).toString(),
  );
}

describe('GET /devices/{token}/stream', () => {
  const streamOf = (token: string): string => `${sandbox().controlUrl}/devices/${token}/stream`;

  it('sends earlier pushes, then new ones', async () => {
    const token = await sandbox().client.register({ platform: 'android' });
    await pushAndroid(token, '1');
    await using events = await readEvents(streamOf(token));
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    expect(await events.next()).toMatchObject({
      event: 'push',
      data: { alert: null, content: { n: '1' }, received_at: expect.any(String) },
    });
    await pushAndroid(token, '2');
    expect(await events.next()).toMatchObject({ data: { content: { n: '2' } } });
  });

  it('continues after Last-Event-ID, and without it after the pushes that were streamed before', async () => {
    const token = await sandbox().client.register({ platform: 'android' });
    for (const n of ['1', '2', '3']) await pushAndroid(token, n);
    let firstId: string;
    {
      await using events = await readEvents(streamOf(token));
      firstId = (await events.next()).id;
    }
    await using again = await readEvents(streamOf(token), { 'last-event-id': firstId });
    expect([(await again.next()).data, (await again.next()).data]).toMatchObject([
      { content: { n: '2' } },
      { content: { n: '3' } },
    ]);
    await using fresh = await readEvents(streamOf(token));
    await pushAndroid(token, '4');
    expect(await fresh.next()).toMatchObject({ data: { content: { n: '4' } } });
  });

  it('omits an expired push', async () => {
    const token = await sandbox().client.register({ platform: 'android' });
    await pushAndroid(token, 'late', { android: { ttl: '0s' } });
    await using events = await readEvents(streamOf(token));
    await pushAndroid(token, 'now');
    expect(await events.next()).toMatchObject({ data: { content: { n: 'now' } } });
  });

  it('answers 404 for an unknown device', async () => {
    expect((await sandbox().client.request('GET', '/devices/unknown/stream')).status).toBe(404);
    expect((await sandbox().client.request('GET', '/devices/unknown/pushes')).status).toBe(404);
    expect((await sandbox().client.request('DELETE', '/devices/unknown')).status).toBe(404);
  });
});

describe('POST /devices', () => {
  it('answers with push token and stream', async () => {
    const response = await sandbox().client.request('POST', '/devices', { platform: 'ios', application: 'bank' });
    const body = (await response.json()) as Record<string, string>;
    expect(response.status).toBe(201);
    expect(body).toMatchObject({
      platform: 'ios',
      application: 'bank',
      push_token: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await fetch(body['stream']!.replace('/stream', '/pushes'))).status).toBe(200);
  });

  it.each([[{}], [{ platform: 'windows' }], [{ platform: 'ios', colour: 'red' }], [['ios']]])(
    'refuses %j',
    async (body) => {
      expect((await sandbox().client.request('POST', '/devices', body)).status).toBe(400);
    },
  );

  it('refuses what is not JSON', async () => {
    const post = (contentType: string, body: string): Promise<Response> =>
      fetch(`${sandbox().controlUrl}/devices`, { method: 'POST', headers: { 'content-type': contentType }, body });
    expect((await post('text/plain', '{"platform":"ios"}')).status).toBe(415);
    expect((await post('application/json', '{')).status).toBe(400);
    expect((await post('application/json', ' '.repeat(70_000))).status).toBe(413);
  });
});

describe('GET /messages/stream', () => {
  it('sends the text messages to one number, continuing after Last-Event-ID', async () => {
    const to = '+31612340001';
    await text(to, 'first');
    const [first] = await sandbox().client.messages(to);
    await using events = await readEvents(
      `${sandbox().controlUrl}/messages/stream?to=${to}&last_event_id=${first!.id - 1}`,
    );
    await text('+31612340002', 'for another number');
    await text(to, 'second');
    expect(await events.next()).toMatchObject({ event: 'message', data: { to, from: 'Bank', body: 'first' } });
    expect(await events.next()).toMatchObject({ data: { body: 'second' } });
  });

  it('sends the text messages to several numbers in one stream', async () => {
    await text('+31612340004', 'before');
    const query = 'to=%2B31612340004&to=+31612340005&last_event_id=0';
    await using events = await readEvents(`${sandbox().controlUrl}/messages/stream?${query}`);
    expect(await events.next()).toMatchObject({ data: { to: '+31612340004', body: 'before' } });
    await text('+31612340006', 'for another phone');
    await text('+31612340005', 'after');
    expect(await events.next()).toMatchObject({ data: { to: '+31612340005', body: 'after' } });
  });

  it('accepts a plus that is not percent-encoded', async () => {
    await text('+31612340003', 'hello');
    const response = await sandbox().client.request('GET', '/messages?to=+31612340003');
    expect(((await response.json()) as { messages: object[] }).messages).toHaveLength(1);
  });
});

describe('/behaviour', () => {
  it('is listed, limited by times, prefers the behaviour of a token, and can be cleared', async () => {
    const token = await sandbox().client.register({ platform: 'android' });
    await sandbox().client.behave('fcm', { mode: 'unavailable' });
    await sandbox().client.behave('fcm', { mode: 'unregistered', token, times: 1 });
    const listed = (await (await sandbox().client.request('GET', '/behaviour')).json()) as Record<string, object[]>;
    expect(listed['fcm']).toHaveLength(2);
    const send = (): ReturnType<typeof postHttps> =>
      postHttps(
        sandbox(),
        '/v1/projects/countersign-sandbox/messages:send',
        {},
        JSON.stringify({ message: { token } }),
      );
    expect((await send()).status).toBe(404);
    expect((await send()).status).toBe(503);
    await sandbox().client.behave('fcm', { mode: 'normal', token });
    expect((await send()).status).toBe(401);
    await sandbox().client.request('DELETE', '/behaviour');
    expect(await (await sandbox().client.request('GET', '/behaviour')).json()).toEqual({
      fcm: [],
      apns: [],
      twilio: [],
      'sms-gateway': [],
      token: [],
      geolocation: [],
      smtp: [],
    });
  });

  it('refuses an unknown provider, an unknown mode and zero times', async () => {
    expect((await sandbox().client.request('PUT', '/behaviour/fax', { mode: 'slow' })).status).toBe(404);
    expect((await sandbox().client.request('PUT', '/behaviour/fcm', { mode: 'explode' })).status).toBe(400);
    expect((await sandbox().client.request('PUT', '/behaviour/fcm', { mode: 'slow', times: 0 })).status).toBe(400);
  });

  it('shows only a fingerprint of credentials in the log of requests', async () => {
    const token = await sandbox().client.register({ platform: 'android' });
    await pushAndroid(token, '1');
    const { count, requests } = await sandbox().client.requests('fcm', { token });
    expect(count).toBe(1);
    expect(requests[0]).toMatchObject({
      status: 200,
      token,
      headers: { authorization: expect.stringMatching(/^Bearer sha256:[0-9a-f]{16}$/) },
    });
  });
});

describe('access to the control interface', () => {
  it('is allowed for pages of this machine', async () => {
    for (const origin of ['http://127.0.0.1:7111', 'http://localhost:7111', 'http://[::1]:1']) {
      const response = await sandbox().client.request('OPTIONS', '/devices', undefined, {
        origin,
        'access-control-request-method': 'POST',
      });
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    }
  });

  it.each(['https://evil.example', 'http://127.0.0.1.evil.example', 'http://localhost.evil.example:7111', 'null'])(
    'is refused for the origin %s',
    async (origin) => {
      const response = await sandbox().client.request('POST', '/devices', { platform: 'ios' }, { origin });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('is refused with another Host header', async () => {
    const { port } = new URL(sandbox().controlUrl);
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/messages', headers: { host: `evil.example:${port}` } }, (response) =>
        resolve(response.resume().statusCode),
      )
        .once('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('callbacks', () => {
  it('are recorded and answered as the behaviour says', async () => {
    await sandbox().client.request('PUT', '/callbacks/shop/behaviour', { status: 503, times: 1 });
    expect((await sandbox().client.request('POST', '/callbacks/shop', { n: 1 })).status).toBe(503);
    expect((await sandbox().client.request('PUT', '/callbacks/shop', { n: 2 })).status).toBe(204);
    expect(await sandbox().client.callbacks('shop')).toMatchObject({
      count: 2,
      requests: [
        { method: 'POST', body: '{"n":1}', status: 503 },
        { method: 'PUT', body: '{"n":2}', status: 204 },
      ],
    });
    await sandbox().client.request('DELETE', '/callbacks/shop');
    expect(await sandbox().client.callbacks('shop')).toEqual({ count: 0, requests: [] });
  });
});

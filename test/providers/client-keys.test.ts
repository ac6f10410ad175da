import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPublishedKeys } from '../../src/providers/client-keys/create-published-keys.ts';
import type { ProviderSettings } from '../../src/providers/provider-settings.ts';
import { useSandbox } from '../sandbox/support/running-sandbox.ts';
import { startRawServer } from './support/raw-server.ts';

const sandbox = useSandbox();
const second = 1_000;
const minute = 60 * second;
const one = { kid: 'one' };
const two = { kid: 'two' };
const named = (kid: string) => (key: Readonly<Record<string, unknown>>) => key['kid'] === kid;

/** A publisher of keys whose answer a test changes. */
async function startPublisher() {
  let requests = 0;
  let answer: RequestListener = (_, response) => response.end(JSON.stringify({ keys: [one] }));
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    requests: () => requests,
    publishes: (...keys: unknown[]) => (answer = (_, response) => response.end(JSON.stringify({ keys }))),
    answers: (listener: RequestListener) => (answer = listener),
    fails: () => (answer = (_, response) => response.writeHead(503).end()),
  };
}

/** Keys with a clock that the test sets, and what they logged. */
function createKeys(settings: Partial<ProviderSettings> = {}) {
  let time = 1_000_000;
  const warnings: { reason: string }[] = [];
  const log = { warn: (fields: { reason: string }) => warnings.push(fields) };
  const keys = createPublishedKeys({ callbackPrivateAddresses: 'allowed', ...settings, log: log as never, now: () => time });
  onTestFinished(() => keys.close());
  return { find: keys.find, close: keys.close, pass: (milliseconds: number) => (time += milliseconds), reasons: () => warnings.map(({ reason }) => reason) };
}

describe('published keys', () => {
  it('are fetched once for sixteen at once, and kept for ten minutes', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    expect(await Promise.all(Array.from({ length: 16 }, () => keys.find(publisher.uri, named('one'))))).toEqual(Array.from({ length: 16 }, () => [one]));
    keys.pass(9 * minute);
    await keys.find(publisher.uri, named('one'));
    expect(publisher.requests()).toBe(1);
    publisher.publishes(two);
    keys.pass(minute);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([two]);
    expect(publisher.requests()).toBe(2);
  });

  it('are fetched again for a key that is new, once in thirty seconds', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    await keys.find(publisher.uri, named('one'));
    publisher.publishes(one, two);
    expect(await keys.find(publisher.uri, named('two'))).toEqual([one]);
    keys.pass(30 * second);
    expect(await keys.find(publisher.uri, named('two'))).toEqual([one, two]);
    for (let round = 0; round < 50; round += 1) await keys.find(publisher.uri, named(`invented ${round}`));
    expect(publisher.requests()).toBe(2);
  });

  it('go on for an hour while their publisher is away, and no longer', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    await keys.find(publisher.uri, named('one'));
    publisher.fails();
    keys.pass(10 * minute);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([one]);
    for (let round = 0; round < 50; round += 1) expect(await keys.find(publisher.uri, named('one'))).toEqual([one]);
    expect(publisher.requests()).toBe(2);
    keys.pass(50 * minute);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([]);
    publisher.publishes(one);
    keys.pass(10 * second);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([one]);
    expect(keys.reasons()).toContain('status 503');
  });

  it('are not waited for while their publisher is known to be away', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    await keys.find(publisher.uri, named('one'));
    publisher.fails();
    keys.pass(10 * minute);
    await keys.find(publisher.uri, named('one'));
    // From now on it never answers.
    publisher.answers(() => undefined);
    keys.pass(10 * second);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([one]);
  });

  it('are not asked for again at once when they could not be had', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    publisher.fails();
    for (let round = 0; round < 20; round += 1) expect(await keys.find(publisher.uri, named('one'))).toEqual([]);
    expect(publisher.requests()).toBe(1);
    publisher.publishes(one);
    keys.pass(10 * second);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([one]);
  });

  it('of many clients do not pile up', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    for (let index = 0; index <= 1_000; index += 1) await keys.find(`${publisher.uri}?${index}`, named('one'));
    await keys.find(`${publisher.uri}?1000`, named('one'));
    expect(publisher.requests()).toBe(1_001);
    await keys.find(`${publisher.uri}?0`, named('one'));
    expect(publisher.requests()).toBe(1_002);
  });

  it('are no longer asked for when the process ends', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    publisher.answers(() => keys.close());
    expect(await keys.find(publisher.uri, named('one'))).toEqual([]);
  });
});

describe('an answer that is no key set', () => {
  const answers: [string, RequestListener, string][] = [
    ['a redirect', (_, response) => response.writeHead(302, { location: `${sandbox().controlUrl}/` }).end(), 'status 302'],
    ['an error', (_, response) => response.writeHead(404).end('{"keys":[]}'), 'status 404'],
    ['an empty answer', (_, response) => response.writeHead(204).end(), 'status 204'],
    ['no JSON', (_, response) => response.end('<html>'), 'not a JWK Set'],
    ['another JSON', (_, response) => response.end('null'), 'not a JWK Set'],
    ['keys that are no list', (_, response) => response.end('{"keys":{}}'), 'not a JWK Set'],
    ['more keys than anybody has', (_, response) => response.end(JSON.stringify({ keys: Array.from({ length: 101 }, () => one) })), 'too many keys'],
    ['an answer of a megabyte', (_, response) => response.end(JSON.stringify({ keys: [{ ...one, x5c: 'x'.repeat(1_000_000) }] })), 'too long'],
    ['an answer that is packed small', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b0800', 'hex')), 'not a JWK Set'],
    ['an answer that breaks off', (_, response) => void response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()), 'ECONNRESET'],
  ];

  it.each(answers)('%s is refused', async (_, answer, reason) => {
    const publisher = await startPublisher();
    const keys = createKeys();
    publisher.answers(answer);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([]);
    expect(keys.reasons()).toEqual([reason]);
    expect(publisher.requests()).toBe(1);
  });

  it('an answer that never ends is given up after five seconds', async () => {
    await using server = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"keys":[');
      const timer = setInterval(() => socket.write(' '), 100);
      socket.once('close', () => clearInterval(timer));
    });
    const keys = createKeys();
    expect(await keys.find(server.url, named('one'))).toEqual([]);
    expect(keys.reasons()).toEqual(['no answer in time']);
    await server.allClosed();
  });

  it('entries that are no keys are left out', async () => {
    const publisher = await startPublisher();
    publisher.publishes('one', null, [one], one, 7);
    expect(await createKeys().find(publisher.uri, named('one'))).toEqual([one]);
  });
});

describe('an address that is not public', () => {
  it.each([
    ['http://keys.example/', 'not https'],
    ['https://127.0.0.1/', 'a private address'],
    ['https://2130706433/', 'a private address'],
    ['https://0x7f.1/', 'a private address'],
    ['https://[::1]/', 'a private address'],
    ['https://[::ffff:10.0.0.1]/', 'a private address'],
    ['https://169.254.169.254/latest/meta-data/', 'a private address'],
    ['https://localhost/', 'PRIVATE_ADDRESS'],
    ['https://a:b@keys.example/', 'not a web address'],
    ['file:///etc/passwd', 'not https'],
    ['ftp://keys.example/', 'not https'],
    ['keys', 'not a web address'],
  ])('is not asked: %s', async (uri, reason) => {
    const keys = createKeys({ callbackPrivateAddresses: 'refused' });
    expect(await keys.find(uri, named('one'))).toEqual([]);
    expect(keys.reasons()).toEqual([reason]);
  });

  it('is asked when that is allowed, and its certificate is checked', async () => {
    const keys = createKeys();
    await keys.find(`${sandbox().httpsUrl}/nothing`, named('one'));
    const trusting = createKeys({ certificateAuthorityPem: sandbox().caPem });
    await trusting.find(`${sandbox().httpsUrl}/nothing`, named('one'));
    expect([keys.reasons()[0], trusting.reasons()[0]]).toEqual([expect.stringMatching(/CERT|SELF_SIGNED|UNABLE/), 'status 404']);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTrust } from '../../src/providers/connection/trust.ts';
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

/** A server of a JWK Set whose answer a test changes. */
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

/** Published keys with a clock that the test sets, and the reasons that they logged. */
function createKeys(settings: Partial<ProviderSettings> = {}) {
  let time = 1_000_000;
  const warnings: { reason: string }[] = [];
  const log = { warn: (fields: { reason: string }) => warnings.push(fields) };
  const keys = createPublishedKeys({
    callbackPrivateAddresses: 'allowed',
    ...settings,
    log: log as never,
    now: () => time,
  });
  onTestFinished(() => keys.close());
  return {
    find: keys.find,
    close: keys.close,
    pass: (milliseconds: number) => (time += milliseconds),
    reasons: () => warnings.map(({ reason }) => reason),
  };
}

describe('published keys', () => {
  it('are fetched once for sixteen concurrent calls, and kept for ten minutes', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    expect(await Promise.all(Array.from({ length: 16 }, () => keys.find(publisher.uri, named('one'))))).toEqual(
      Array.from({ length: 16 }, () => [one]),
    );
    keys.pass(9 * minute);
    await keys.find(publisher.uri, named('one'));
    expect(publisher.requests()).toBe(1);
    publisher.publishes(two);
    keys.pass(minute);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([two]);
    expect(publisher.requests()).toBe(2);
  });

  it('are fetched again for an unknown key, once in thirty seconds', async () => {
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

  it('are used for an hour while their publisher is unreachable, and no longer', async () => {
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

  it('are used without waiting while their publisher is known to be unreachable', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    await keys.find(publisher.uri, named('one'));
    publisher.fails();
    keys.pass(10 * minute);
    await keys.find(publisher.uri, named('one'));
    // From now on the publisher never answers.
    publisher.answers(() => undefined);
    keys.pass(10 * second);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([one]);
  });

  it('are not fetched again within ten seconds of a failure', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    publisher.fails();
    for (let round = 0; round < 20; round += 1) expect(await keys.find(publisher.uri, named('one'))).toEqual([]);
    expect(publisher.requests()).toBe(1);
    publisher.publishes(one);
    keys.pass(10 * second);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([one]);
  });

  it('are kept for at most a thousand clients', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    for (let index = 0; index <= 1_000; index += 1) await keys.find(`${publisher.uri}?${index}`, named('one'));
    await keys.find(`${publisher.uri}?1000`, named('one'));
    expect(publisher.requests()).toBe(1_001);
    await keys.find(`${publisher.uri}?0`, named('one'));
    expect(publisher.requests()).toBe(1_002);
  });

  it('are not fetched any more after close', async () => {
    const publisher = await startPublisher();
    const keys = createKeys();
    publisher.answers(() => keys.close());
    expect(await keys.find(publisher.uri, named('one'))).toEqual([]);
  });
});

describe('an answer that is no key set', () => {
  const answers: [string, RequestListener, string][] = [
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: `${sandbox().controlUrl}/` }).end(),
      'status 302',
    ],
    ['an error', (_, response) => response.writeHead(404).end('{"keys":[]}'), 'status 404'],
    ['an empty answer', (_, response) => response.writeHead(204).end(), 'status 204'],
    ['HTML', (_, response) => response.end('<html>'), 'not a JWK Set'],
    ['JSON that is no object', (_, response) => response.end('null'), 'not a JWK Set'],
    ['keys that are no list', (_, response) => response.end('{"keys":{}}'), 'not a JWK Set'],
    [
      'more keys than are accepted',
      (_, response) => response.end(JSON.stringify({ keys: Array.from({ length: 101 }, () => one) })),
      'too many keys',
    ],
    [
      'an answer of one megabyte',
      (_, response) => response.end(JSON.stringify({ keys: [{ ...one, x5c: 'x'.repeat(1_000_000) }] })),
      'too long',
    ],
    [
      'a compressed answer',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b0800', 'hex')),
      'not a JWK Set',
    ],
    [
      'a truncated answer',
      (_, response) => void response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
      'ECONNRESET',
    ],
  ];

  it.each(answers)('%s is refused', async (_, answer, reason) => {
    const publisher = await startPublisher();
    const keys = createKeys();
    publisher.answers(answer);
    expect(await keys.find(publisher.uri, named('one'))).toEqual([]);
    expect(keys.reasons()).toEqual([reason]);
    expect(publisher.requests()).toBe(1);
  });

  it('an endless answer is aborted after five seconds', async () => {
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

  it('entries that are no keys are ignored', async () => {
    const publisher = await startPublisher();
    publisher.publishes('one', null, [one], one, 7);
    expect(await createKeys().find(publisher.uri, named('one'))).toEqual([one]);
  });
});

describe('a jwks_uri that is not public', () => {
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
    ['file:///etc/passwd', 'not a web address'],
    ['ftp://keys.example/', 'not a web address'],
    ['keys', 'not a web address'],
  ])('is not fetched: %s', async (uri, reason) => {
    const keys = createKeys({ callbackPrivateAddresses: 'refused' });
    expect(await keys.find(uri, named('one'))).toEqual([]);
    expect(keys.reasons()).toEqual([reason]);
  });

  it('is fetched when private addresses are allowed, with a check of its certificate', async () => {
    const keys = createKeys();
    await keys.find(`${sandbox().httpsUrl}/nothing`, named('one'));
    const trusting = createKeys({ trust: createTrust(sandbox().caPem) });
    await trusting.find(`${sandbox().httpsUrl}/nothing`, named('one'));
    expect([keys.reasons()[0], trusting.reasons()[0]]).toEqual([
      expect.stringMatching(/CERT|SELF_SIGNED|UNABLE/),
      'status 404',
    ]);
  });
});

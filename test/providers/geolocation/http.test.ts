import { randomInt } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProviderAgents } from '../../../src/providers/connection/provider-agents.ts';
import { createGeolocation } from '../../../src/providers/geolocation/create-geolocation.ts';
import type { GeolocationTarget } from '../../../src/domain/mobile-authentication/context/geolocation.ts';
import { createHttpClient } from '../../../src/providers/geolocation/http-client.ts';
import { readAnswer } from '../../../src/providers/geolocation/read-answer.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { sandboxSettings } from '../support/provider-fixtures.ts';

const sandbox = useSandbox();
const timeoutMs = 20_000;
const pointers = { countryCodePointer: '/country_code', regionPointer: '/region', cityPointer: '/city' };
const berlin = { status: 'located', countryCode: 'DE', region: 'Berlin', city: 'Berlin' };
const agents = () => new ProviderAgents(sandboxSettings(sandbox()));
const target = (change: Partial<GeolocationTarget> = {}): GeolocationTarget => ({
  provider: 'HTTP',
  url: `${sandbox().httpsUrl}/geolocation/{ip}`,
  headers: '{"Authorization":"Bearer secret"}',
  ...pointers,
  ...change,
});
const newAddress = () => `2001:db8:${randomInt(1, 0xffff).toString(16)}:${randomInt(1, 0xffff).toString(16)}::1`;
const to = (address: string, more: { block?: string; timeoutMs?: number } = {}) => ({
  address,
  block: address,
  timeoutMs,
  ...more,
});
const opened: ProviderAgents[] = [];
const client = (change?: Partial<GeolocationTarget>, options?: { restMs?: number }) => {
  const own = agents();
  opened.push(own);
  return createHttpClient(target(change), own, options);
};
const asked = async (address: string) =>
  (await (
    await sandbox().client.request('GET', `/requests/geolocation?token=${encodeURIComponent(address)}`)
  ).json()) as { count: number; requests: { headers: Record<string, string> }[] };

beforeEach(() => sandbox().client.request('DELETE', '/behaviour'));
afterEach(() => void vi.useRealTimers());
afterAll(async () => void (await Promise.all(opened.map((own) => own.close()))));

describe('a geolocation service', () => {
  it('is asked with the configured headers, once for each address block', async () => {
    const [address, neighbour] = [newAddress(), newAddress()];
    const one = client();
    const answers = await Promise.all([
      one.locate(to(address, { block: 'b' })),
      one.locate(to(address, { block: 'b' })),
      one.locate(to(neighbour, { block: 'b' })),
    ]);
    expect(answers).toEqual([berlin, berlin, berlin]);
    const { count, requests } = await asked(address);
    expect([count, (await asked(neighbour)).count]).toEqual([1, 0]);
    expect(requests[0]?.headers).toMatchObject({ accept: 'application/json', 'user-agent': 'Countersign' });
  });

  it('is asked again after a failure, which is not cached', async () => {
    const address = newAddress();
    expect(await client({ headers: null }).locate(to(address))).toEqual({
      status: 'failed',
      fault: 'unavailable',
      detail: 'status 401',
    });
    const one = client();
    await sandbox().client.behave('geolocation', { mode: 'unavailable', times: 1, token: address });
    expect(await one.locate(to(address))).toEqual({ status: 'failed', fault: 'unavailable', detail: 'status 503' });
    expect(await one.locate(to(address))).toEqual(berlin);
  });

  it('is still asked after it refused addresses, but not after it refused the key or the rate five times', async () => {
    const picky = client({ url: `${sandbox().httpsUrl}/geolocation/no-{ip}` });
    for (let times = 0; times < 7; times += 1)
      expect(await picky.locate(to(newAddress()))).toEqual({ status: 'unknown' });
    const keyless = client({ headers: null });
    const details = [];
    for (let times = 0; times < 6; times += 1)
      details.push(((await keyless.locate(to(newAddress()))) as { detail: string }).detail);
    expect(details).toEqual([...Array.from({ length: 5 }, () => 'status 401'), 'not asked, as it failed before']);
    const busy = client();
    await sandbox().client.behave('geolocation', { mode: 'too_many_requests' });
    for (let times = 0; times < 5; times += 1)
      expect(await busy.locate(to(newAddress()))).toMatchObject({ status: 'failed', detail: 'status 429' });
    expect(await busy.locate(to(newAddress()))).toMatchObject({ detail: 'not asked, as it failed before' });
  });

  it('that does not answer costs the caller no more than the time limit', async () => {
    const address = newAddress();
    await sandbox().client.behave('geolocation', { mode: 'slow', delay_ms: 60_000 });
    const one = client();
    const started = performance.now();
    expect(await one.locate(to(address, { timeoutMs: 200 }))).toEqual({
      status: 'failed',
      fault: 'unavailable',
      detail: 'timeout',
    });
    // Far below the minute that the service waits, also on a busy machine.
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('is not asked for a while after repeated failures, and then again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const one = client({}, { restMs: 60_000 });
    await sandbox().client.behave('geolocation', { mode: 'reset' });
    for (let times = 0; times < 5; times += 1)
      expect(await one.locate(to(newAddress()))).toMatchObject({ status: 'failed', fault: 'unavailable' });
    const address = newAddress();
    const resting = await Promise.all(Array.from({ length: 50 }, () => one.locate(to(address))));
    expect(new Set(resting.map((result) => JSON.stringify(result)))).toEqual(
      new Set([JSON.stringify({ status: 'failed', fault: 'unavailable', detail: 'not asked, as it failed before' })]),
    );
    expect((await asked(address)).count).toBe(0);
    await sandbox().client.request('DELETE', '/behaviour');
    vi.setSystemTime(Date.now() + 60_000);
    const back = await eventually(async () => {
      const location = await one.locate(to(newAddress()));
      return location.status === 'located' ? location : undefined;
    });
    expect(back).toEqual(berlin);
  });

  it.each([
    [
      'the documented shape',
      '{"country_code":"NL","region":"Utrecht","city":"Utrecht"}',
      {},
      { status: 'located', countryCode: 'NL', region: 'Utrecht', city: 'Utrecht' },
    ],
    ['only a country', '{"country_code":"NL","city":null}', {}, { status: 'located', countryCode: 'NL' }],
    [
      'another shape',
      '{"country":{"iso_code":"NL"},"subdivisions":[{"names":{"en":"Utrecht"}}]}',
      { countryCodePointer: '/country/iso_code', regionPointer: '/subdivisions/0/names/en' },
      { status: 'located', countryCode: 'NL', region: 'Utrecht' },
    ],
    [
      'names with slashes and tildes',
      '{"a/b":{"c~d":"NL"}}',
      { countryCodePointer: '/a~1b/c~0d' },
      { status: 'located', countryCode: 'NL' },
    ],
    ['an empty object', '{}', {}, { status: 'located' }],
    [
      'inherited members',
      '{}',
      { countryCodePointer: '/constructor/name', cityPointer: '/__proto__' },
      { status: 'located' },
    ],
    [
      'a number',
      '{"country_code":31}',
      {},
      { status: 'failed', fault: 'invalid_answer', detail: 'a place that is no text, or too long' },
    ],
    [
      'a city of 201 characters',
      `{"country_code":"NL","city":"${'x'.repeat(201)}"}`,
      {},
      { status: 'failed', fault: 'invalid_answer', detail: 'a place that is no text, or too long' },
    ],
    ['HTML', '<html>', {}, { status: 'failed', fault: 'invalid_answer', detail: 'not a JSON object' }],
    ['null', 'null', {}, { status: 'failed', fault: 'invalid_answer', detail: 'not a JSON object' }],
    ['an empty body', '', {}, { status: 'failed', fault: 'invalid_answer', detail: 'not a JSON object' }],
  ])('that answers with %s is understood', (_, body, change, location) => {
    expect(readAnswer(body, { ...pointers, ...change })).toEqual(location);
  });

  it('is asked neither at a private address nor about one where private addresses are refused', async () => {
    const guarded = createGeolocation({ ...sandboxSettings(sandbox()), callbackPrivateAddresses: 'refused' });
    expect(await guarded.locate(target(), to('8.8.8.8'))).toEqual({
      status: 'failed',
      fault: 'unavailable',
      detail: 'a private address',
    });
    expect(await guarded.locate(target(), to('192.168.0.1'))).toEqual({ status: 'unknown' });
    await guarded.close();
  });

  it('is not asked any more once another one is configured', async () => {
    const source = createGeolocation(sandboxSettings(sandbox()));
    const [first, second] = [newAddress(), newAddress()];
    expect(await source.locate(target(), to(first))).toEqual(berlin);
    expect(await source.locate(target({ url: `${sandbox().httpsUrl}/elsewhere/{ip}` }), to(second))).toEqual({
      status: 'unknown',
    });
    expect(await source.locate(target({ url: 'no address' }), to(second))).toEqual({
      status: 'failed',
      fault: 'unavailable',
      detail: 'not usable as it is configured',
    });
    await source.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollPush } from '../../app/support/enroll-push.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import { obtainPushToken } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { chrome, newAddress, startGeolocatingSite } from './support/geolocating-site.ts';
import type { GeolocatingSite } from './support/geolocating-site.ts';

const { endpoints } = useStack();
let site: GeolocatingSite;

beforeAll(async () => {
  // With the wait that this file measures.
  site = await startGeolocatingSite({ COUNTERSIGN_EXTRA_WAIT: '0' });
  expect((await site.api.call('PUT', '/geolocation', { body: site.service })).status).toBe(204);
  expect((await site.api.patch('/features', { geolocation_enabled: true })).status).toBe(204);
  await site.whenShown(
    () => site.push({ ip_address: newAddress() }),
    ({ context }) => context?.location !== undefined,
  );
});
afterAll(() => site.instance.stop());

/** Makes the service wait a minute before it answers about a new address. @returns the address. */
async function silentAbout(): Promise<string> {
  const token = newAddress();
  await fetch(`${endpoints.sandbox}/behaviour/geolocation`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'slow', delay_ms: 60_000, token }),
  });
  return token;
}

const askedAbout = async (address: string): Promise<number> =>
  (
    (await (await fetch(`${endpoints.sandbox}/requests/geolocation?token=${encodeURIComponent(address)}`)).json()) as {
      count: number;
    }
  ).count;

/** An OTP request: no push budget applies to it. */
const otp = async (extra: () => Promise<Record<string, string>>) => ({
  type: 'login_with_otp',
  callback_uri: `${endpoints.sandbox}/callbacks/context`,
  message: 'Sign in?',
  ...(await extra()),
});

/** Milliseconds of the quickest of four requests: a busy machine can make any of them slow, but none of them quick. */
async function quickest(extra: () => Promise<Record<string, string>>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    const form = await otp(extra);
    const started = performance.now();
    expect((await site.website.initialise(form)).status).toBe(200);
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

describe('a geolocation service that does not answer', () => {
  it('delays a request by a quarter of a second, and after five such requests is not asked', async () => {
    const asked = await quickest(async () => ({ user_agent: chrome, ip_address: await silentAbout() }));
    // The wait is 250 ms, the service's delay a minute; the rest allows for a busy machine.
    expect(asked).toBeLessThan(4_000);
    await quickest(async () => ({ ip_address: await silentAbout() }));
    const late: string[] = [];
    await quickest(async () => ({
      user_agent: chrome,
      ip_address: late[late.push(await silentAbout()) - 1] as string,
    }));
    const waitedFor = await Promise.all(late.map(askedAbout));
    // One request may try the service again: four requests can take longer than the pause after its failures.
    expect([waitedFor.length, waitedFor.filter((count) => count > 0).length <= 1]).toEqual([4, true]);
  });
});

describe('an OTP', () => {
  it('shows the user who claims it the device on which it was started', async () => {
    const { body } = await site.website.initialise(await otp(async () => ({ user_agent: chrome })));
    await site.phone.app.claimTransaction(site.phone.profile.profileId, body.otp);
    const { shown, outcome } = await site.phone.answer(body.transaction_id);
    expect(shown).toMatchObject({
      secureMessage: 'Device: macOS 10.14 Chrome 73.0',
      context: { device: 'macOS 10.14 Chrome 73.0' },
    });
    expect(outcome.status).toBe('authenticated');
  });
});

describe('an answer of the app', () => {
  it('is refused when its context differs from the one shown or is absent', async () => {
    const where = { ...endpoints, api: site.instance.environment['COUNTERSIGN_PUBLIC_URL'] as string };
    const phone = await RawPhone.connect(where);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const { body } = await site.website.initialise(
      site.push({ user_id: phone.userId, device_id: phone.device.id, user_agent: chrome }),
    );
    const path = `/transactions/${body.transaction_id}`;
    const shown = await phone.open((await phone.post(`${path}/fetch`)).body.message);
    expect(shown.context).toEqual({ device: 'macOS 10.14 Chrome 73.0' });
    const send = async (displayed: object) =>
      phone.post(`${path}/answer`, { message: await phone.seal(await phone.answerTo({ ...shown, ...displayed })) });
    const others = [
      { device: 'Windows 10 Chrome 73.0' },
      {},
      { ...shown.context, location: 'NL' },
      { location: shown.context.device },
      JSON.stringify(shown.context),
      [],
      null,
      { device: ['macOS 10.14 Chrome 73.0'] },
    ];
    for (const context of others) expect((await send({ context })).body.code).toBe('invalid_answer');
    expect((await site.website.result(body.transaction_id)).body.status).toBe('pending');
    expect((await send({})).body.status).toBe('authenticated');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsAbout } from '../../configuration/support/configuration-api.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import type { Form } from '../../support/website.ts';
import { chrome, newAddress, startGeolocatingSite } from './support/geolocating-site.ts';
import type { GeolocatingSite } from './support/geolocating-site.ts';

const { endpoints } = useStack();
const templates = '/message-templates/mobileAuthentication.confirmation.template';
const berlin = 'DE, Berlin, Berlin';
let site: GeolocatingSite;
const eventsOf = (id: string) => eventsAbout(site.instance.environment['COUNTERSIGN_DATABASE_URL'] as string, id);
const failures = async (id: string) =>
  (await eventsOf(id))
    .filter(({ name }) => name.startsWith('GEOLOCATION'))
    .map(({ name, detail }) => (detail === null ? name : `${name}: ${detail}`));

async function behave(behaviour: object): Promise<void> {
  const answer = await fetch(`${endpoints.sandbox}/behaviour/geolocation`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  });
  expect(answer.status).toBe(200);
}

/** A busy machine answers late, which the product takes for a failure: the test then tries again. */
const late = /: (timeout|not asked.*)$/;

/** @param prepare runs before each try. */
async function showInTime(form: () => Form, prepare: () => Promise<void> = async () => undefined) {
  return eventually(async () => {
    await prepare();
    const shown = await site.show(form());
    const events = await failures(shown.id);
    return events.some((event) => late.test(event)) ? undefined : { ...shown, events };
  }, 60_000);
}

const asked = async (address: string): Promise<number> =>
  (
    (await (await fetch(`${endpoints.sandbox}/requests/geolocation?token=${encodeURIComponent(address)}`)).json()) as {
      count: number;
    }
  ).count;

beforeAll(async () => {
  site = await startGeolocatingSite();
});
afterAll(() => site.instance.stop());

describe('without a configured geolocation service', () => {
  it('shows the message unchanged while geolocation is off', async () => {
    const shown = await site.show(
      site.push({ secure_message: 'Bill 7', ip_address: newAddress(), user_agent: chrome }),
    );
    expect(shown).toMatchObject({
      secureMessage: 'Bill 7',
      context: undefined,
      displayed: { message: 'Sign in?', secure_message: 'Bill 7' },
    });
    expect(await failures(shown.id)).toEqual([]);
  });

  it('shows only the device once geolocation is on, and records the missing configuration as an event', async () => {
    expect((await site.api.patch('/features', { geolocation_enabled: true })).status).toBe(204);
    const device = await site.whenShown(
      () => site.push({ secure_message: 'Bill 7', user_agent: chrome }),
      ({ context }) => context !== undefined,
    );
    expect(device).toMatchObject({
      secureMessage: 'Bill 7 Device: macOS 10.14 Chrome 73.0',
      context: { device: 'macOS 10.14 Chrome 73.0' },
    });
    const shown = await site.show(
      site.push({ secure_message: 'Bill 7', ip_address: newAddress(), user_agent: chrome }),
    );
    expect(shown).toMatchObject({ secureMessage: 'Bill 7', context: undefined });
    expect(await failures(shown.id)).toEqual(['GEOLOCATION CHECK FAILURE NOT CONFIGURED']);
  });
});

describe('with a geolocation service', () => {
  beforeAll(async () => {
    expect((await site.api.call('PUT', '/geolocation', { body: site.service })).status).toBe(204);
    await site.whenShown(
      () => site.push({ ip_address: newAddress() }),
      ({ context }) => context?.location !== undefined,
    );
  });

  it('shows place and device, includes them in the signature, and leaves them out of the push', async () => {
    const shown = await showInTime(() =>
      site.push({ secure_message: 'Bill 7', ip_address: newAddress(), user_agent: chrome }),
    );
    const text = `Bill 7 Device: macOS 10.14 Chrome 73.0, Location: ${berlin}`;
    const context = { device: 'macOS 10.14 Chrome 73.0', location: berlin };
    expect(shown).toMatchObject({
      secureMessage: text,
      context,
      displayed: { message: 'Sign in?', secure_message: text, context },
    });
    expect(shown.events).toEqual([]);
    const push = await eventually(async () =>
      (await site.phone.pushes()).find(({ content }) => content['og_transaction_id'] === shown.id),
    );
    expect(JSON.stringify(push)).not.toMatch(/Berlin|Chrome|Bill 7/);
  });

  it.each([
    [{ language_code: 'nl' }, `Bill 7 Apparaat: macOS 10.14 Chrome 73.0, Locatie: ${berlin}`],
    [{ language_code: 'de-AT' }, `Bill 7 Gerät: macOS 10.14 Chrome 73.0, Standort: ${berlin}`],
    [{ language_code: 'fr_BE' }, `Bill 7 Appareil : macOS 10.14 Chrome 73.0, Lieu : ${berlin}`],
    [{ language_code: 'pt' }, `Bill 7 Device: macOS 10.14 Chrome 73.0, Location: ${berlin}`],
    [{ user_agent: 'curl/8.5.0' }, `Bill 7 Location: ${berlin}`],
    [{ user_agent: '' }, `Bill 7 Location: ${berlin}`],
    [{ ip_address: '' }, 'Bill 7 Device: macOS 10.14 Chrome 73.0'],
    [{ secure_message: '' }, `Device: macOS 10.14 Chrome 73.0, Location: ${berlin}`],
    [{ secure_message: '[city] [message]' }, `[city] [message] Device: macOS 10.14 Chrome 73.0, Location: ${berlin}`],
    [{ ip_address: '203.0.113.9:1234' }, 'Bill 7 Device: macOS 10.14 Chrome 73.0, Location: FR'],
  ])('with %j shows %s', async (extra, text) => {
    const shown = await showInTime(() =>
      site.push({ secure_message: 'Bill 7', ip_address: newAddress(), user_agent: chrome, ...extra }),
    );
    expect(shown.secureMessage).toBe(text);
    expect(shown.events).toEqual([]);
  });

  it('looks up addresses of one network once, and refuses malformed addresses', async () => {
    let network = '';
    await showInTime(
      () => site.push({ ip_address: `${network}::1` }),
      async () => {
        network = newAddress().split('::')[0] as string;
      },
    );
    for (const host of ['2', 'ffff:1'])
      expect((await site.show(site.push({ ip_address: `${network}::${host}` }))).secureMessage).toBe(
        `Location: ${berlin}`,
      );
    expect([await asked(`${network}::1`), await asked(`${network}::2`), await asked(`${network}::ffff:1`)]).toEqual([
      1, 0, 0,
    ]);
    for (const ip_address of [
      'localhost',
      '192.0.2.300',
      '192.0.2.1, 192.0.2.2',
      '192.0.2.1/24',
      'x'.repeat(65),
      '::1::',
    ]) {
      expect((await site.website.initialise(site.push({ ip_address }))).body).toMatchObject({ error_code: '1003' });
    }
  });

  it('accepts a user agent of 1024 characters and refuses a longer one', async () => {
    const shown = await site.show(site.push({ secure_message: 'Bill 7', user_agent: chrome.padEnd(1024, ' x') }));
    expect(shown.secureMessage).toBe('Bill 7 Device: macOS 10.14 Chrome 73.0');
    expect((await site.website.initialise(site.push({ user_agent: 'x'.repeat(1025) }))).body).toMatchObject({
      error_code: '1003',
    });
  });

  it('uses the template of the operator from the next request on, and the shipped one after its deletion', async () => {
    const template = '[message] using [browser] from [city], [countryCode]';
    expect((await site.api.call('PUT', `${templates}/en`, { body: { template } })).status).toBe(204);
    const form = () =>
      site.push({
        secure_message: 'You are logging into the XYZ portal',
        ip_address: newAddress(),
        user_agent: chrome,
      });
    const text = 'You are logging into the XYZ portal using Chrome 73.0 from Berlin, DE';
    expect(await site.whenShown(form, ({ secureMessage }) => secureMessage === text)).toMatchObject({
      secureMessage: text,
    });
    expect((await site.api.remove(`${templates}/en`)).status).toBe(204);
    await site.whenShown(form, ({ secureMessage }) => secureMessage?.includes('Device: ') ?? false);
  });
});

describe('when the geolocation service', () => {
  it.each([
    ['refuses', { mode: 'refuse' }, 'GEOLOCATION CHECK FAILURE SERVICE UNAVAILABLE: status 403'],
    ['answers 429', { mode: 'too_many_requests' }, 'GEOLOCATION CHECK FAILURE SERVICE UNAVAILABLE: status 429'],
    ['is unavailable', { mode: 'unavailable' }, 'GEOLOCATION CHECK FAILURE SERVICE UNAVAILABLE: status 503'],
    ['breaks the connection', { mode: 'reset' }, 'GEOLOCATION CHECK FAILURE SERVICE UNAVAILABLE: ECONNRESET'],
    [
      'answers something other than JSON',
      { mode: 'garbage' },
      'GEOLOCATION CHECK FAILURE INVALID RESPONSE: not a JSON object',
    ],
  ])('%s, the message is shown without context and an event records the failure', async (_, behaviour, event) => {
    let address = '';
    const prepare = async () => {
      address = newAddress();
      await behave({ ...behaviour, token: address, times: 1 });
    };
    const shown = await showInTime(
      () => site.push({ secure_message: 'Bill 7', ip_address: address, user_agent: chrome }),
      prepare,
    );
    expect(shown).toMatchObject({
      secureMessage: 'Bill 7',
      context: undefined,
      displayed: { message: 'Sign in?', secure_message: 'Bill 7' },
    });
    expect(shown.events).toEqual([event]);
    // A failure is not cached.
    const next = await showInTime(() => site.push({ secure_message: 'Bill 7', ip_address: address }));
    expect(next.secureMessage).toBe(`Bill 7 Location: ${berlin}`);
  });

  it('does not answer in time, the message is shown without context', async () => {
    const address = newAddress();
    await behave({ mode: 'slow', delay_ms: 60_000, token: address });
    const shown = await site.show(site.push({ secure_message: 'Bill 7', ip_address: address, user_agent: chrome }));
    expect(shown).toMatchObject({ secureMessage: 'Bill 7', context: undefined });
    expect(await failures(shown.id)).toEqual([expect.stringMatching(late)]);
  });

  it('does not know the address, the message is shown without context', async () => {
    const shown = await showInTime(() =>
      site.push({ secure_message: 'Bill 7', ip_address: '192.0.2.7', user_agent: chrome }),
    );
    expect(shown).toMatchObject({ secureMessage: 'Bill 7', context: undefined });
    expect(shown.events).toEqual(['GEOLOCATION CHECK FAILURE ADDRESS UNKNOWN']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  forgetKnownDevices,
  knownDeviceOf,
  vouchForDevice,
} from '../../../src/commands/authentication/known-devices/known-device.ts';
import { signOutEverywhere } from '../../../src/commands/authentication/sign-out/sign-out-everywhere.ts';
import { setPassword } from '../../../src/commands/persons/sign-in-methods/password/set-password.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import { addSigningInClient, clientRequest, createBrowser } from '../support/flow-api.ts';
import type { FlowBrowser } from '../support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../support/people.ts';
import type { TestPerson } from '../support/people.ts';

let deps: Deps;
let clientId: string;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

const vouch = (personId: string, former?: string) => vouchForDevice(deps, former, personId);
const known = (device: string | undefined, personId: string | undefined) => knownDeviceOf(deps, device, personId);

async function signIn(browser: FlowBrowser, { email }: TestPerson): Promise<void> {
  const { session_id } = (await browser.post('/start', clientRequest(clientId))).body;
  const credentials = { identifier: email, password: rightPassword };
  await browser.post('/authenticate', { session_id, auth_method: 'password', credentials });
  expect((await browser.post('/complete', { session_id })).status).toBe(200);
}
const deviceOf = ({ cookie }: FlowBrowser) => /cs_device=([^;]*)/.exec(cookie ?? '')?.[1];

describe('a known device', () => {
  it('vouches for the person who signed in with it, and for no other', async () => {
    const device = await vouch('mia');
    const [id = '', mac = ''] = device.split('.');
    expect(await known(device, 'mia')).toBe(id);
    for (const personId of ['noor', '', undefined]) expect(await known(device, personId)).toBeUndefined();
    for (const other of [undefined, '', '.', '~', id, `${device}.`, ` ${device}`, `${device}x`])
      expect(await known(other, 'mia')).toBeUndefined();
    const swapped = `${(await vouch('mia')).split('.')[0]}.${mac}`;
    expect(await known(swapped, 'mia')).toBeUndefined();
  });

  it('vouches for no person whose id is the end of that one', async () => {
    const [id, mac] = (await vouch('0/mia')).split('.');
    expect(await known(`${id}.${mac}`, '0/mia')).toBe(id);
    for (const other of [`${id}/0.${mac}`, `${id}/0/0.${mac}`]) expect(await known(other, 'mia')).toBeUndefined();
    expect(await known(`${id}.${mac}`, 'mia')).toBeUndefined();
  });

  it('vouches for five persons, of whom the oldest is forgotten', async () => {
    let device: string | undefined;
    for (const personId of ['one', 'two', 'three', 'four', 'five', 'one', 'six'])
      device = await vouch(personId, device);
    const found = await Promise.all(['one', 'two', 'three', 'four', 'five', 'six'].map((name) => known(device, name)));
    expect(found.map((id) => id !== undefined)).toEqual([true, false, true, true, true, true]);
  });

  it('is of all who sign in with one browser', async () => {
    const [mia, noor] = [await addPersonWithPassword(deps), await addPersonWithPassword(deps)];
    const browser = createBrowser();
    await signIn(browser, mia);
    await signIn(browser, noor);
    for (const { id } of [mia, noor]) expect(await known(deviceOf(browser), id)).toBeTruthy();
  });

  it.each<[string, (person: TestPerson) => Promise<unknown>]>([
    [
      'they are signed out everywhere',
      ({ id: userId }) =>
        signOutEverywhere(
          deps,
          { userId, removeTokens: true },
          { origin: { requestId: 'test' }, event: 'SESSION ENDED' },
        ),
    ],
    [
      'their password is changed',
      ({ id: personId }) =>
        setPassword(deps, { personId, password: 'a quite different sentence', origin: { requestId: 'test' } }),
    ],
  ])('is forgotten when %s, and that of others is not', async (_, change) => {
    const [mia, noor] = [await addPersonWithPassword(deps), await addPersonWithPassword(deps)];
    const device = await vouch(noor.id, await vouch(mia.id));
    await change(mia);
    expect(await known(device, mia.id)).toBeUndefined();
    expect(await known(device, noor.id)).toBeTruthy();
    const again = await vouch(mia.id, device);
    for (const { id } of [mia, noor]) expect(await known(again, id)).toBeTruthy();
  });

  it('is forgotten by sixteen at once, and for no person', async () => {
    const { id } = await addPersonWithPassword(deps);
    const device = await vouch(id);
    await Promise.all(Array.from({ length: 16 }, () => forgetKnownDevices(deps.em(), id)));
    expect(await known(device, id)).toBeUndefined();
    await forgetKnownDevices(deps.em(), 'no such person');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDetails } from '../../../src/commands/persons/profile/person-columns.ts';
import { PersonEmail } from '../../../src/entities/persons/person-email.ts';
import { Person } from '../../../src/entities/persons/person.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { addSigningInClient, startFlow } from '../support/flow-api.ts';
import {
  addProvider,
  beginSso,
  bringBack,
  newAccount,
  sendToProvider,
  signInBy,
  signInThere,
} from './support/provider-sign-in.ts';
import type { ProviderAccount } from './support/provider-sign-in.ts';

let server: OwnServer;
let clientId: string;
beforeAll(async () => {
  server = await startOwnServer();
  clientId = await addSigningInClient({}, server.endpoints);
});
afterAll(() => server.stop());

const withClaims = (claims: object, more: Partial<ProviderAccount> = {}) =>
  newAccount({ claims: JSON.stringify(claims), ...more });

async function profileOf({ email }: ProviderAccount) {
  const em = server.deps.em();
  const { person: user } = await em.findOneOrFail(PersonEmail, { addressKey: email });
  const person = await em.findOneOrFail(Person, { user });
  return { ...openDetails(server.deps.keyring, person), revision: person.revision };
}

describe('claims of an identity provider', () => {
  it('go where the operator wants them, when a person is created or at each sign-in', async () => {
    const claims = [
      { from: '/name', to: 'display_name', update: 'first' },
      { from: '/birthdate', to: 'birthdate', update: 'first' },
      { from: '/locale', to: 'locale', update: 'always' },
      { from: '/department', to: 'custom_attributes.department', update: 'always' },
      { from: '/groups', to: 'custom_attributes.groups', update: 'always' },
      { from: '/groups/0', to: 'custom_attributes.first-group', update: 'first' },
      { from: '/zoneinfo', to: 'zoneinfo', update: 'never' },
    ];
    const provider = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create', claims });
    const said = {
      birthdate: '1980-02-03',
      locale: 'nl-NL',
      department: 'Roofs',
      groups: ['a', 'b'],
      zoneinfo: 'Europe/Oslo',
    };
    const account = withClaims(said);
    await signInBy(server.endpoints, { clientId, provider, account });
    expect(await profileOf(account)).toMatchObject({
      ...{ displayName: 'Robin Jansen', birthDate: '1980-02-03', locale: 'nl-NL', zone: null },
      customAttributes: { department: 'Roofs', groups: 'a, b', 'first-group': 'a' },
    });
    const { claims: _before, ...same } = account;
    const later = { ...said, birthdate: '1990-01-01', locale: 'de', department: 'Mills', groups: ['c'] };
    const second = { ...same, name: 'Robin Visser', claims: JSON.stringify(later) };
    await signInBy(server.endpoints, { clientId, provider, account: second });
    const after = await profileOf(account);
    expect(after).toMatchObject({
      ...{ displayName: 'Robin Jansen', birthDate: '1980-02-03', locale: 'de', zone: null },
      customAttributes: { department: 'Mills', groups: 'c', 'first-group': 'a' },
    });
    // What is the same, or is not said any more, changes nothing.
    await signInBy(server.endpoints, { clientId, provider, account: second });
    await signInBy(server.endpoints, { clientId, provider, account: same });
    expect(await profileOf(account)).toEqual(after);
  });

  it('are left out where a field cannot hold them', async () => {
    const claims = ['birthdate', 'locale', 'zoneinfo'].map((name) => ({ from: `/${name}`, to: name }));
    const attribute = { from: '/department', to: 'custom_attributes.department' };
    const provider = await addProvider(server.endpoints, 'oidc', {
      on_no_match: 'create',
      claims: [...claims, attribute],
    });
    const account = withClaims({ birthdate: '3000-01-01', locale: '<script>', zoneinfo: 'Moon', department: { a: 1 } });
    await signInBy(server.endpoints, { clientId, provider, account });
    expect(await profileOf(account)).toMatchObject({
      ...{ displayName: null, birthDate: null, locale: null, zone: null, customAttributes: {} },
    });
  });
});

describe('how a person signed in at an identity provider', () => {
  const achieved = async (trust: object, claims: object) => {
    const provider = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create', ...trust });
    const { browser, sessionId, address } = await beginSso(server.endpoints, clientId, provider);
    // Asked for an age, it tells when the person signed in.
    address.searchParams.set('max_age', '2000000000');
    await bringBack(browser, await signInThere(address, withClaims(claims)));
    const { body } = await browser.get(`/status?session_id=${sessionId}`);
    return body.achieved as { level: number; amr: string[]; auth_time: string };
  };
  const claims = { acr: 'urn:there:strong', amr: ['pwd', 'hwk', 'email', 'made-up'], auth_time: 1_700_000_000 };

  it('counts for nothing unless the operator believes it', async () => {
    const begun = Date.now();
    const { level, amr, auth_time: time } = await achieved({ acr: { 'urn:there:other': 3 } }, claims);
    expect([level, amr]).toEqual([1, ['fed']]);
    expect(Date.parse(time)).toBeGreaterThan(begun - 60_000);
  });

  it('counts as its acr is mapped, its ways as they are known here, and its time', async () => {
    expect(await achieved({ acr: { 'urn:there:strong': 2 } }, claims)).toMatchObject({ level: 2, amr: ['fed', 'mfa'] });
    expect(await achieved({ trust_amr: true }, claims)).toMatchObject({ level: 2, amr: ['fed', 'pwd', 'hwk', 'mfa'] });
    expect(await achieved({ trust_amr: true }, { amr: ['email', 'fed', 'pwd'] })).toMatchObject({ level: 1 });
    const aged = await achieved({ trust_auth_time: true }, claims);
    expect(Date.parse(aged.auth_time)).toBe(claims.auth_time * 1000);
  });

  it('never resists phishing, whatever it is mapped to', async () => {
    const provider = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create', acr: { phr: 4 } });
    const { browser, sessionId } = await startFlow(clientId, { acr_values: 'phr' }, server.endpoints);
    const address = await sendToProvider(browser, sessionId, provider);
    await bringBack(browser, await signInThere(address, withClaims({ acr: 'phr' })));
    const { body } = await browser.get(`/status?session_id=${sessionId}`);
    expect([body.status, body.achieved.level]).toEqual(['pending', 4]);
  });
});

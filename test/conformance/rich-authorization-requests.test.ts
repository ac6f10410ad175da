import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword } from '../authentication/support/people.ts';
import type { TestPerson } from '../authentication/support/people.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { addSite, redeem, signInAtSite } from './support/person-at-site.ts';
import type { Site } from './support/person-at-site.ts';
import { addApi, introspect, issuer, signInAdmin, token } from './support/relying-party.ts';

const type = `payment-${Date.now().toString(36)}`;
const schema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    creditor: { type: 'string', title: 'To', minLength: 1 },
    amount: {
      type: 'object',
      title: 'Amount',
      properties: { value: { type: 'string', title: 'Value', pattern: '^[0-9.]+$' }, currency: { type: 'string' } },
      required: ['value', 'currency'],
      additionalProperties: false,
    },
  },
  required: ['type', 'creditor', 'amount'],
  additionalProperties: false,
};
const payment = (value: string) => ({ type, creditor: 'Example Energy', amount: { value, currency: 'EUR' } });
const text = (...details: object[]) => JSON.stringify(details);

let deps: Deps;
let admin: SignedIn;
let person: TestPerson;
let api: Awaited<ReturnType<typeof addApi>>;
let site: Site;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  [admin, person] = [await signInAdmin(), await addPersonWithPassword(deps)];
  api = await addApi(admin, { authorization_details_types: [{ type, description: 'Pay an invoice', schema }] });
  const scopes = ['openid', 'offline_access', 'read'];
  site = await addSite(admin, { resources: [api.identifier], scopes });
});
afterAll(() => deps.close());

const asking = (details: string) => ({
  scope: 'openid offline_access',
  resource: api.identifier,
  authorization_details: details,
  prompt: 'consent',
});
const toResource = () => ({ resource: api.identifier });

describe('RFC 9396, rich authorization requests', () => {
  it('section 10: names the declared types in the metadata of server and resource', async () => {
    const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    expect((metadata as Record<string, string[]>)['authorization_details_types_supported']).toContain(type);
    const { body } = await admin.call('GET', `/protected-resources/${api.id}/metadata`);
    expect(body.authorization_details_types_supported).toEqual([type]);
  });

  it('section 7, 9.1, 9.2: carries them in the token response and in introspection', async () => {
    const details = text(payment('12.50'), payment('3.00'));
    const tokens = await redeem(site, await signInAtSite(createBrowser(), site, person, asking(details)), toResource());
    expect(tokens['authorization_details']).toEqual(JSON.parse(details));
    const { body } = await introspect(api.server, tokens.access_token);
    expect(body).toMatchObject({ active: true, authorization_details: JSON.parse(details) });
  });

  it('section 6.1: keeps them on refresh, narrows them on request, and widens them never', async () => {
    const details = text(payment('12.50'), payment('3.00'));
    const tokens = await redeem(site, await signInAtSite(createBrowser(), site, person, asking(details)), toResource());
    const refresh = (from: string, more: object = {}) =>
      openid.refreshTokenGrant(site.configuration, from, { ...toResource(), ...more });
    const same = await refresh(tokens.refresh_token!);
    expect(same['authorization_details']).toEqual(JSON.parse(details));
    const less = await refresh(same.refresh_token!, { authorization_details: text(payment('3.00')) });
    expect(less['authorization_details']).toEqual([payment('3.00')]);
    const more = refresh(less.refresh_token!, { authorization_details: text(payment('9999')) });
    await expect(more).rejects.toMatchObject({ error: 'invalid_authorization_details' });
  });

  it.each([
    ['an unknown type', text({ type: 'unheard-of' })],
    ['a value that is not as declared', text(payment('all of it'))],
    ['a member that is not declared', text({ ...payment('1'), and: 'more' })],
    ['a missing member', text({ type, creditor: 'Example Energy' })],
    ['what is no list', JSON.stringify(payment('1'))],
    ['what is no JSON', 'payment'],
    ['a location elsewhere', text({ ...payment('1'), locations: ['https://elsewhere.example'] })],
    ['more than ten', text(...Array.from({ length: 11 }, () => payment('1')))],
    ['more than a person reads', text({ ...payment('1'), creditor: 'x'.repeat(201) })],
  ])('section 5: refuses %s, at /authorize and pushed', async (_what, details) => {
    const { url } = await signInAtSite(createBrowser(), site, person, asking(details));
    expect(url.searchParams.get('error')).toBe('invalid_authorization_details');
    const pushed = openid.buildAuthorizationUrlWithPAR(site.configuration, {
      ...asking(details),
      redirect_uri: site.redirectUri,
      code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
    });
    await expect(pushed).rejects.toMatchObject({ error: 'invalid_authorization_details' });
  });

  it('refuses the type to a client that may not use its resource', async () => {
    const other = await addSite(admin, { scopes: ['openid', 'offline_access'] });
    const { resource: _none, ...request } = asking(text(payment('1')));
    const { url } = await signInAtSite(createBrowser(), other, person, request);
    expect(url.searchParams.get('error')).toBe('invalid_authorization_details');
  });

  it('shows every value on the page of consent, each time', async () => {
    const foreign = await addSite(admin, {
      resources: [api.identifier],
      scopes: ['openid', 'read'],
      first_party: false,
    });
    const browser = createBrowser();
    const details = text(payment('12.50'));
    for (const state of ['first', 'second']) {
      const { url: page } = await signInAtSite(browser, foreign, person, {
        ...asking(details),
        scope: 'openid',
        prompt: '',
        state,
      });
      expect(page.pathname).toBe('/consent');
      const sessionId = page.searchParams.get('session_id');
      const { body } = await browser.get(`/consent?session_id=${sessionId}`, { origin: new URL(issuer).origin });
      expect(body.authorization_details).toEqual([
        {
          type,
          description: 'Pay an invoice',
          resource: 'Test API',
          fields: [
            { label: 'To', value: 'Example Energy' },
            { label: 'Amount / Value', value: '12.50' },
            { label: 'Amount / currency', value: 'EUR' },
          ],
        },
      ]);
      const given = await browser.post('/consent', { session_id: sessionId, scopes: ['openid'] });
      expect(given.status).toBe(200);
    }
  });

  it('gives a token for another resource none of them, and one that is exchanged no more than it had', async () => {
    const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
    const settings = { grant_types: [exchange], resources: [api.identifier], scopes: ['read'], first_party: true };
    await admin.call('PATCH', `/clients/${api.server.id}`, { body: settings });
    const details = text(payment('12.50'), payment('3.00'));
    const { access_token: subject_token } = await redeem(
      site,
      await signInAtSite(createBrowser(), site, person, asking(details)),
      toResource(),
    );
    const form = {
      grant_type: exchange,
      subject_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: api.identifier,
    };
    const narrowed = await token(api.server, { ...form, authorization_details: text(payment('3.00')) });
    expect((await introspect(api.server, narrowed.body.access_token)).body.authorization_details).toEqual([
      payment('3.00'),
    ]);
    const widened = await token(api.server, { ...form, authorization_details: text(payment('4.00')) });
    expect(widened.body.error).toBe('invalid_authorization_details');
  });

  it('section 9.1: is in a JWT access token', async () => {
    const jwtType = `${type}-jwt`;
    const declared = { type: jwtType, schema: { type: 'object' } };
    const jwtApi = await addApi(admin, { token_format: 'jwt', authorization_details_types: [declared] });
    const client = await addSite(admin, { resources: [jwtApi.identifier], scopes: ['openid', 'read'] });
    const parameters = {
      resource: jwtApi.identifier,
      authorization_details: text({ type: jwtType, actions: ['read'] }),
    };
    const tokens = await redeem(client, await signInAtSite(createBrowser(), client, person, parameters), {
      resource: jwtApi.identifier,
    });
    expect(decodeJwt(tokens.access_token)['authorization_details']).toEqual([{ type: jwtType, actions: ['read'] }]);
  });

  it('refuses a schema that is none, and a type that another resource has', async () => {
    const body = (types: object[]) => ({ body: { authorization_details_types: types } });
    for (const types of [[{ type: 'text', schema: { type: 'string' } }], [{ type, schema: { type: 'object' } }]]) {
      const other = await addApi(admin);
      const answer = await admin.call('PATCH', `/protected-resources/${other.id}`, body(types));
      expect(answer).toMatchObject({ status: 422, body: { field: 'authorization_details_types' } });
    }
  });
});

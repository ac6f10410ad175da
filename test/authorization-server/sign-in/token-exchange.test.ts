import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endSessions } from '../../../src/commands/tokens/sessions/end-sessions.ts';
import { Event } from '../../../src/entities/events/event.ts';
import { Person } from '../../../src/entities/persons/person.ts';
import type { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import { OauthGrant } from '../../../src/entities/tokens/oauth-grant.ts';
import { ProtectedResource as ProtectedResourceRow } from '../../../src/entities/tokens/protected-resource.ts';
import type { ProtectedResource } from '../../../src/entities/tokens/protected-resource.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { addApi, addPerson, addSite, exchange, requestSignIn, signIn } from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';

const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

let oauth: AuthorizationServerUnderTest;
/** Introspects tokens of the stock. */
let stockServer: Site;
/** What the server of the orders calls on behalf of people. */
let stock: string;
let ordersServer: Site;
let orders: string;
let shop: Site;
const addServer = (settings: Partial<OauthClient> = {}) =>
  addSite(oauth, { grantTypes: [grant], redirectUris: [], scopes: ['read', 'write'], firstParty: false, ...settings });
const addStock = (settings: Partial<ProtectedResource> = {}) =>
  addApi(oauth, { introspectionClients: [stockServer.id], ...settings });

beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  stockServer = await addServer();
  stock = await addStock();
  ordersServer = await addServer({ resources: [stock] });
  orders = await addApi(oauth, { introspectionClients: [ordersServer.id] });
  shop = await addSite(oauth, { resources: [orders], scopes: ['openid', 'read', 'write'] });
});
afterAll(() => oauth.stop());

/** A token of a person for the orders. */
async function tokenFor(person: string, values: object = {}) {
  const request = await requestSignIn(shop, { scope: 'openid read write', resource: orders });
  return exchange(shop, await signIn(oauth, request, { person, values }), request, { resource: orders });
}

const exchangeToken = (subject_token: string, parameters: Record<string, string> = {}, site = ordersServer) =>
  openid.genericGrantRequest(site.configuration, grant, {
    subject_token,
    subject_token_type: accessTokenType,
    scope: 'read',
    resource: stock,
    ...parameters,
  });
const introspect = (token: string, { configuration } = stockServer) => openid.tokenIntrospection(configuration, token);

describe('token exchange (RFC 8693)', () => {
  it('gives the server of a resource a token of the person for another one, which names it as the actor', async () => {
    const person = await addPerson(oauth);
    const subject = await tokenFor(person);
    const exchanged = await exchangeToken(subject.access_token);
    expect(exchanged).toMatchObject({ issued_token_type: accessTokenType, token_type: 'bearer', scope: 'read' });
    expect(exchanged.refresh_token).toBeUndefined();
    const [before, after] = [
      await introspect(subject.access_token, ordersServer),
      await introspect(exchanged.access_token),
    ];
    expect(after).toMatchObject({
      active: true,
      sub: person,
      client_id: ordersServer.id,
      aud: stock,
      scope: 'read',
      act: { sub: ordersServer.id },
      acr: 'urn:countersign:acr:2',
      auth_time: before['auth_time'],
    });
    // A second for the rounding of both times.
    expect(after.exp!).toBeLessThanOrEqual(before.exp! + 1);
    expect(await oauth.deps.em().find(Event, { userId: person, name: 'TOKEN EXCHANGED' })).toMatchObject([
      { name: 'TOKEN EXCHANGED', clientId: ordersServer.id, subjectId: shop.id, detail: `${orders} -> ${stock}` },
    ]);
  });

  it('names every actor of a chain, in a JWT too', async () => {
    const warehouse = await addApi(oauth, { tokenFormat: 'jwt' });
    const stockCaller = await addServer({ resources: [warehouse] });
    const chained = await addApi(oauth, { introspectionClients: [stockCaller.id] });
    const caller = await addServer({ resources: [chained] });
    const first = await addApi(oauth, { introspectionClients: [caller.id] });
    const site = await addSite(oauth, { resources: [first], scopes: ['openid', 'read'] });
    const person = await addPerson(oauth);
    const request = await requestSignIn(site, { scope: 'openid read', resource: first });
    const subject = await exchange(site, await signIn(oauth, request, { person }), request, { resource: first });
    const second = await exchangeToken(subject.access_token, { resource: chained }, caller);
    const third = await exchangeToken(second.access_token, { resource: warehouse }, stockCaller);
    expect(decodeJwt(third.access_token)).toMatchObject({
      sub: person,
      aud: warehouse,
      client_id: stockCaller.id,
      act: { sub: stockCaller.id, act: { sub: caller.id } },
    });
  });

  it('lets a client narrow its own token', async () => {
    const narrowing = await addSite(oauth, {
      grantTypes: ['authorization_code', grant],
      resources: [orders],
      scopes: ['openid', 'read', 'write'],
    });
    const person = await addPerson(oauth);
    const request = await requestSignIn(narrowing, { scope: 'openid read write', resource: orders });
    const wide = await exchange(narrowing, await signIn(oauth, request, { person }), request, { resource: orders });
    const narrow = await exchangeToken(wide.access_token, { resource: orders }, narrowing);
    expect(await introspect(narrow.access_token, ordersServer)).toMatchObject({
      active: true,
      sub: person,
      scope: 'read',
    });
  });

  it('ends with the grant of the person, and with the person', async () => {
    const [one, other] = [await addPerson(oauth), await addPerson(oauth)];
    const ofOne = await exchangeToken((await tokenFor(one)).access_token);
    const subject = await tokenFor(other);
    const ofOther = await exchangeToken(subject.access_token);
    await oauth.deps.em().nativeDelete(OauthGrant, { accountId: one });
    expect(await introspect(ofOne.access_token)).toEqual({ active: false });
    expect(await introspect(ofOther.access_token)).toMatchObject({ active: true });
    await oauth.deps.em().nativeUpdate(Person, { user: other }, { status: 'disabled' });
    expect(await introspect(ofOther.access_token)).toEqual({ active: false });
    await expect(exchangeToken(subject.access_token)).rejects.toMatchObject({ error: 'invalid_request' });
  });

  it('ends with the session of the person, also where their grants go on, and so does one of a chain', async () => {
    const person = await addPerson(oauth);
    const first = await exchangeToken((await tokenFor(person)).access_token);
    const last = await addStock();
    const next = await addServer({ resources: [last] });
    await oauth.deps
      .em()
      .nativeUpdate(ProtectedResourceRow, { identifier: stock }, { introspectionClients: [stockServer.id, next.id] });
    const second = await exchangeToken(first.access_token, { resource: last }, next);
    for (const { access_token } of [first, second])
      expect(await introspect(access_token)).toMatchObject({ active: true });
    const action = { event: 'API SESSION REMOVED', origin: { requestId: 'test' } } as const;
    await endSessions(oauth.deps, { userId: person, removeTokens: false }, action);
    for (const { access_token } of [first, second]) expect(await introspect(access_token)).toEqual({ active: false });
  });

  it.each([
    ['no subject token', { subject_token: '' }, 'invalid_request'],
    ['an unknown one', { subject_token: 'unknown' }, 'invalid_request'],
    ['another type of it', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    ['another type of answer', { requested_token_type: 'urn:ietf:params:oauth:token-type:jwt' }, 'invalid_request'],
    ['an actor token', { actor_token: 'x', actor_token_type: accessTokenType }, 'invalid_request'],
    ['an audience', { audience: 'https://stock.example' }, 'invalid_target'],
    ['an unknown resource', { resource: 'https://unknown.example' }, 'invalid_target'],
    ['a scope that the resource does not have', { scope: 'delete' }, 'invalid_scope'],
    ['a scope that needs consent', { scope: 'read write' }, 'invalid_scope'],
  ])('refuses %s', async (_, parameters, error) => {
    const subject = await tokenFor(await addPerson(oauth));
    await expect(exchangeToken(subject.access_token, parameters)).rejects.toMatchObject({ status: 400, error });
  });

  it('refuses the token of a resource that is not the one of the client, and a client without the grant', async () => {
    const subject = await tokenFor(await addPerson(oauth));
    const stranger = await addServer({ resources: [stock] });
    await expect(exchangeToken(subject.access_token, {}, stranger)).rejects.toMatchObject({ error: 'invalid_request' });
    const without = await addServer({ grantTypes: ['client_credentials'], resources: [stock] });
    await expect(exchangeToken(subject.access_token, {}, without)).rejects.toMatchObject({ status: 400 });
    const { refresh_token: none, id_token: idToken } = subject;
    expect(none).toBeUndefined();
    await expect(exchangeToken(idToken!)).rejects.toMatchObject({ error: 'invalid_request' });
  });

  it('makes nothing of a token that is bound to a key without a proof of a key', async () => {
    const caller = await addServer({ resources: [stock] });
    const bound = await addApi(oauth, { binding: 'dpop', introspectionClients: [caller.id] });
    const site = await addSite(oauth, {
      grantTypes: ['authorization_code', grant],
      resources: [bound],
      scopes: ['openid', 'read'],
    });
    const person = await addPerson(oauth);
    const request = await requestSignIn(site, { scope: 'openid read', resource: bound });
    const handleOf = async ({ configuration }: Site) =>
      openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
    const key = { DPoP: await handleOf(site) };
    const back = await signIn(oauth, request, { person });
    const { access_token: subject } = await exchange(site, back, request, { resource: bound }, key);
    const ask = (by: Site, resource: string, options = {}) => {
      const parameters = { subject_token: subject, subject_token_type: accessTokenType, scope: 'read', resource };
      return openid.genericGrantRequest(by.configuration, grant, parameters, options);
    };
    const refusal = { error: 'invalid_dpop_proof' };
    await expect(ask(caller, stock)).rejects.toMatchObject(refusal);
    expect((await ask(caller, stock, { DPoP: await handleOf(caller) })).token_type).toBe('dpop');
    await expect(ask(site, bound, { DPoP: await handleOf(site) })).rejects.toMatchObject(refusal);
    expect((await ask(site, bound, key)).token_type).toBe('dpop');
  });

  it('refuses a resource that requires a stronger sign-in, or a key where there is none', async () => {
    const strong = await addStock({ requiredLevel: 3 });
    const bound = await addStock({ binding: 'dpop' });
    const caller = await addServer({ resources: [strong, bound] });
    const own = await addApi(oauth, { introspectionClients: [caller.id] });
    const site = await addSite(oauth, { resources: [own], scopes: ['openid', 'read'] });
    const person = await addPerson(oauth);
    const come = async (values: object) => {
      const request = await requestSignIn(site, { scope: 'openid read', resource: own });
      const back = await signIn(oauth, request, { person, values });
      return (await exchange(site, back, request, { resource: own })).access_token;
    };
    const weak = await come({});
    await expect(exchangeToken(weak, { resource: strong }, caller)).rejects.toMatchObject({ error: 'invalid_target' });
    const proven = await come({ acr: 'urn:countersign:acr:3' });
    expect((await exchangeToken(proven, { resource: strong }, caller)).scope).toBe('read');
    await expect(exchangeToken(proven, { resource: bound }, caller)).rejects.toMatchObject({
      error: 'invalid_dpop_proof',
    });
    const DPoP = openid.getDPoPHandle(caller.configuration, await openid.randomDPoPKeyPair());
    const parameters = { subject_token: proven, subject_token_type: accessTokenType, resource: bound, scope: 'read' };
    const tokens = await openid.genericGrantRequest(caller.configuration, grant, parameters, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    expect(await introspect(tokens.access_token)).toMatchObject({ active: true, cnf: { jkt: expect.any(String) } });
  });
});

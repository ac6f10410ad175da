import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changePerson } from '../../../src/commands/persons/profile/change-person.ts';
import { changeConsent } from '../../../src/commands/tokens/consents/change-consent.ts';
import { expireConsents } from '../../../src/commands/tokens/consents/expire-consents.ts';
import { revokeConsent } from '../../../src/commands/tokens/consents/withdraw-consent.ts';
import { ConsentText } from '../../../src/entities/tokens/consent-text.ts';
import { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import { ClaimDefinition } from '../../../src/entities/persons/claim-definition.ts';
import { ConsentEvent } from '../../../src/entities/tokens/consent-event.ts';
import { Consent } from '../../../src/entities/tokens/consent.ts';
import { LogoutDelivery } from '../../../src/entities/tokens/logout-delivery.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { createConsentSupport } from '../support/consent.ts';
import type { Claim, Line } from '../support/consent.ts';
import { exchange } from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

const { addStranger, asked, allow, answer, consent, consentEvents } = createConsentSupport(() => oauth);
const origin = { requestId: 'test' };
const findConsent = (accountId: string) => oauth.deps.em().findOneOrFail(Consent, { accountId });
const historyOf = (accountId: string) => oauth.deps.em().find(ConsentEvent, { accountId }, { orderBy: { id: 'asc' } });
const isActive = async (token: string) => (await oauth.server.introspectToken(token)) !== undefined;
const refresh = (site: Site, token = '') => {
  const authorization = `Basic ${Buffer.from(`${site.id}:${site.secret}`).toString('base64')}`;
  return oauth.post('/oauth/token', { grant_type: 'refresh_token', refresh_token: token }, { authorization });
};
const userinfo = async (token: string) => {
  const response = await fetch(`${oauth.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: response.status === 200 ? await response.json() : null };
};

/** As a person changes their one consent; what is not given stays. */
const change = async (person: string, wanted: Partial<Parameters<typeof changeConsent>[1]['wanted']>) => {
  const { id, scopes, claims, remember } = await findConsent(person);
  const before = { scopes: scopes.flatMap(({ name, granted }) => (granted ? [name] : [])), claims, remember };
  const about = { userId: person, consentId: id, language: 'nl', origin };
  return changeConsent(oauth.deps, { ...about, wanted: { ...before, ...wanted } });
};

describe('a consent that its person changes', () => {
  it('takes the tokens that hold what it takes back, and no others', async () => {
    const site = await addStranger();
    const all = 'openid profile email offline_access';
    const known = await allow(
      site,
      { scope: all, prompt: 'consent' },
      { scopes: all.split(' '), claims: ['name', 'birthdate', 'email'], remember: true },
    );
    const { person, tokens } = known;
    const plain = await allow(
      site,
      { scope: 'openid profile', prompt: 'consent' },
      { scopes: ['openid', 'profile'], remember: true },
      known,
    );
    await allow(site, { scope: all, prompt: 'consent' }, { scopes: all.split(' '), remember: true }, known);
    expect(await isActive(tokens.access_token)).toBe(true);
    await change(person, { scopes: ['openid', 'profile'], claims: ['name'] });
    expect([await isActive(tokens.access_token), (await refresh(site, tokens.refresh_token)).status]).toEqual([
      false,
      400,
    ]);
    // The claims that were taken back are gone from what a token shows that goes on.
    expect(await userinfo(plain.tokens.access_token)).toEqual({
      status: 200,
      body: { sub: person, name: 'Anna Visser' },
    });
    expect((await historyOf(person)).at(-1)).toMatchObject({
      ...{ event: 'changed', decidedBy: 'you', language: 'nl', claims: ['name'], remember: true },
      refusedClaims: expect.arrayContaining(['birthdate']),
    });
    expect((await consentEvents(person)).at(-1)).toBe('CONSENT CHANGED');
    // It holds for the next sign-in, which asks for nothing.
    const next = await asked(site, { scope: all }, known);
    expect(next.page.pathname).toBe('/callback');
  });

  it('does not name what was not asked for, nor go on without what is required', async () => {
    const site = await addStranger();
    const { person } = await allow(site, { scope: 'openid profile' }, { scopes: ['openid', 'profile'] });
    for (const wanted of [{ scopes: ['openid', 'email'] }, { claims: ['email'] }])
      await expect(change(person, wanted)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(change(person, { scopes: ['profile'] })).rejects.toMatchObject({
      ...{ code: 'required_consent_missing', extra: { missing: ['openid'] } },
    });
    await change(person, {});
    expect((await historyOf(person)).map(({ event }) => event)).toEqual(['granted']);
  });

  it('is remembered only where its client remembers', async () => {
    const site = await addStranger({ rememberConsent: false });
    const { person } = await allow(site, { scope: 'openid profile' }, { scopes: ['openid', 'profile'] });
    expect(await change(person, { remember: true })).toMatchObject({ remember: false });
  });
});

describe('what a client requires, and why', () => {
  const why = { en: 'To send what you order', nl: 'Om te sturen wat u bestelt' };
  const required = [
    { kind: 'scope' as const, name: 'email', required: true, motivation: why },
    { kind: 'claim' as const, name: 'birthdate', required: true, motivation: null },
    { kind: 'claim' as const, name: 'gender', required: false, motivation: why },
  ];
  const scope = 'openid profile email';

  it('is marked on the page with its reasons, and a person goes on only with it', async () => {
    const site = await addStranger({ consentItems: required, consentMotivation: why });
    const { browser, session, person } = await asked(site, { scope });
    const { body } = await consent(browser, 'load', { session });
    expect(body.motivation).toEqual(why);
    const marked = (body.lines as Line[]).map(({ name, required: is, granted }) => [name, is, granted]);
    expect(marked).toEqual([
      ['openid', true, true],
      ['profile', false, false],
      ['email', true, true],
    ]);
    expect(body.lines[2].motivation).toEqual(why);
    expect((body.claims as Claim[]).filter(({ granted }) => granted).map(({ name }) => name)).toEqual(['birthdate']);
    for (const given of [
      { scopes: ['openid'], claims: [] },
      { scopes: ['openid', 'profile', 'email'], claims: ['name'] },
      { scopes: ['openid', 'email'], claims: ['birthdate'] },
    ]) {
      const refused = await answer(browser, session, given);
      expect([refused.status, refused.body.code]).toEqual([422, 'required_consent_missing']);
    }
    const given = { scopes: ['openid', 'profile', 'email'], claims: ['birthdate', 'email'], remember: true };
    expect((await answer(browser, session, given)).status).toBe(200);
    await expect(change(person, { scopes: ['openid', 'profile'] })).rejects.toMatchObject({
      ...{ code: 'required_consent_missing', extra: { missing: ['email'] } },
    });
    await expect(change(person, { claims: ['email'] })).rejects.toMatchObject({ extra: { missing: ['birthdate'] } });
    const text = await oauth.deps.em().findOneOrFail(ConsentText, { version: body.textVersion });
    expect(text.texts['nl']).toMatchObject({ 'email motivation': why.nl, 'profile claim gender motivation': why.nl });
  });

  it.each<[string, Partial<OauthClient>]>([
    ['requires a claim that was refused', { consentItems: [{ ...required[1]!, name: 'gender' }] }],
    ['gives another reason', { consentMotivation: why }],
  ])('is asked for anew when the client %s', async (_, settings) => {
    const site = await addStranger();
    const given = { scopes: ['openid', 'profile'], claims: ['name'], remember: true };
    const known = await allow(site, { scope: 'openid profile' }, given);
    expect((await asked(site, { scope: 'openid profile' }, known)).page.pathname).toBe('/callback');
    await oauth.deps.em().nativeUpdate(OauthClient, { id: site.id }, settings);
    expect((await asked(site, { scope: 'openid profile' }, known)).page.pathname).toBe('/consent');
  });
});

describe('a claim by definition', () => {
  const name = `urn:example:${randomUUID()}`;
  const friendlyName = { en: 'Shirt size', nl: 'Maat' };

  it('is asked for with its scope, and given to those whom the person allows it', async () => {
    const now = new Date();
    const rules = { multiple: false, updateable: false, restrictBySuborganizations: false, restrictElevation: false };
    const [stranger, house] = [await addStranger(), await addStranger({ firstParty: true })];
    const before = await allow(
      stranger,
      { scope: 'openid profile' },
      { scopes: ['openid', 'profile'], remember: true },
    );
    const { person } = before;
    await oauth.deps.em().insert(ClaimDefinition, {
      ...rules,
      ...{ id: randomUUID(), claimType: name, variableName: `c${now.getTime()}`, friendlyName },
      ...{ kind: 'free', options: [], scope: 'profile', createdAt: now, changedAt: now },
    });
    const claims = { values: { [name]: ['M'] }, isOwn: false, isSelf: false };
    await changePerson(oauth.deps, { userId: person, values: {}, claims, ifMatch: undefined, origin });
    // What was allowed before the definition does not cover it.
    expect((await userinfo(before.tokens.access_token)).body).not.toHaveProperty([name]);
    const again = await asked(stranger, { scope: 'openid profile' }, before);
    const { body } = await consent(again.browser, 'load', { session: again.session });
    expect((body.claims as Claim[]).find((claim) => claim.name === name)).toMatchObject({
      ...{ scope: 'profile', description: friendlyName, granted: false },
    });
    for (const [given, expected] of [
      [['name'], undefined],
      [['name', name], 'M'],
    ] as const) {
      const parameters = { scope: 'openid profile', prompt: 'consent' };
      const { tokens } = await allow(stranger, parameters, { scopes: ['openid', 'profile'], claims: given }, before);
      expect((await userinfo(tokens.access_token)).body[name]).toBe(expected);
    }
    const own = await asked(house, { scope: 'openid profile' }, before);
    const tokens = await exchange(house, own.page, own.request);
    expect((await userinfo(tokens.access_token)).body[name]).toBe('M');
  });
});

describe('a consent that has a time', () => {
  it('ends when it is over, with its tokens, tells the site, and is asked for anew', async () => {
    const backchannelLogoutUri = 'https://site.example/logout';
    const site = await addStranger({ consentLifetimeDays: 30, backchannelLogoutUri });
    const given = { scopes: ['openid', 'profile'], remember: true };
    const known = await allow(site, { scope: 'openid profile' }, given);
    const { expiresAt, grantedAt, id } = await findConsent(known.person);
    expect(expiresAt!.getTime() - grantedAt.getTime()).toBe(30 * 86_400_000);
    expect((await asked(site, { scope: 'openid profile' }, known)).page.pathname).toBe('/callback');
    await oauth.deps.em().nativeUpdate(Consent, { id }, { expiresAt: new Date(Date.now() - 1000) });
    // Before the maintenance comes by it does not hold either.
    expect((await asked(site, { scope: 'openid profile' }, known)).page.pathname).toBe('/consent');
    expect(await expireConsents(oauth.deps)).toBe(1);
    expect(await expireConsents(oauth.deps)).toBe(0);
    expect(await isActive(known.tokens.access_token)).toBe(false);
    const [, ended] = await historyOf(known.person);
    expect(ended).toMatchObject({ event: 'expired', decidedBy: 'system', language: null, clientId: site.id });
    expect(await consentEvents(known.person)).toEqual(['CONSENT GRANTED', 'CONSENT EXPIRED']);
    expect(await oauth.deps.em().count(LogoutDelivery, { clientId: site.id, userId: known.person })).toBe(1);
    expect((await asked(site, { scope: 'openid profile' }, known)).page.pathname).toBe('/consent');
  });
});

describe('the history of a consent', () => {
  it.each([
    ['ADMIN CONSENT REVOKED', 'revoked_by_operator', 'operator'],
    ['API CONSENT REMOVED', 'withdrawn', 'site'],
    ['CONSENT WITHDRAWN', 'withdrawn', 'you'],
  ] as const)('says who ended it: %s', async (event, became, decidedBy) => {
    const site = await addStranger();
    const { person } = await allow(site, { scope: 'openid email' }, { scopes: ['openid', 'email'] });
    const { id, textVersion } = await findConsent(person);
    await revokeConsent(oauth.deps, { userId: person, consentId: id }, { event, origin });
    const history = await historyOf(person);
    expect(history).toMatchObject([
      { event: 'granted', decidedBy: 'you', language: 'en', textVersion, claims: ['email', 'email_verified'] },
      { event: became, decidedBy, language: null, textVersion, claims: ['email', 'email_verified'] },
    ]);
  });

  it('is only added to, and goes with the user', async () => {
    const site = await addStranger();
    const { person } = await allow(site, { scope: 'openid email' }, { scopes: ['openid', 'email'] });
    const [{ id }] = (await historyOf(person)) as [ConsentEvent];
    const refused = { code: '42501' };
    const em = oauth.deps.em();
    await expect(em.nativeUpdate(ConsentEvent, { id }, { event: 'refused' })).rejects.toMatchObject(refused);
    await expect(em.nativeDelete(ConsentEvent, { id })).rejects.toMatchObject(refused);
    expect(await historyOf(person)).toHaveLength(1);
    await em.execute('delete from person where id = ?', [person]);
    await em.execute('delete from user_account where id = ?', [person]);
    expect(await historyOf(person)).toEqual([]);
  });
});

describe('changes and a withdrawal at once', () => {
  it('leave no consent, no token and no decision after the withdrawal', async () => {
    const site = await addStranger();
    const { person, tokens } = await allow(
      site,
      { scope: 'openid profile email' },
      { scopes: ['openid', 'profile', 'email'] },
    );
    const { id: consentId } = await findConsent(person);
    const changeTo = (scopes: string[]) =>
      changeConsent(oauth.deps, {
        ...{ userId: person, consentId, language: 'en', origin: { requestId: randomUUID() } },
        wanted: { scopes, claims: [], remember: false },
      }).catch((error: { code: string }) => error.code);
    const withdraw = () =>
      revokeConsent(oauth.deps, { userId: person, consentId }, { event: 'CONSENT WITHDRAWN', origin });
    const [one, ended, other, again] = await Promise.all([
      changeTo(['openid', 'profile']),
      withdraw(),
      changeTo(['openid', 'email']),
      withdraw(),
    ]);
    expect([ended, again].filter(Boolean)).toHaveLength(1);
    for (const became of [one, other])
      expect(typeof became === 'string' ? became : 'done').toMatch(/^(consent_unknown|done)$/);
    const history = await historyOf(person);
    expect(history.at(-1)?.event).toBe('withdrawn');
    expect(await oauth.deps.em().count(Consent, { accountId: person })).toBe(0);
    expect(await isActive(tokens.access_token)).toBe(false);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeConsent } from '../../../src/commands/tokens/consents/change-consent.ts';
import { expireConsents } from '../../../src/commands/tokens/consents/expire-consents.ts';
import { revokeConsent } from '../../../src/commands/tokens/consents/withdraw-consent.ts';
import { ConsentEvent } from '../../../src/entities/tokens/consent-event.ts';
import { Consent } from '../../../src/entities/tokens/consent.ts';
import { LogoutDelivery } from '../../../src/entities/tokens/logout-delivery.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { createConsentSupport } from '../support/consent.ts';
import type { Site } from '../support/sign-in.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

const { addStranger, asked, allow, consentEvents } = createConsentSupport(() => oauth);
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

describe('a consent that its person changes', () => {
  const change = async (person: string, wanted: Partial<Parameters<typeof changeConsent>[1]['wanted']>) => {
    const { id, scopes, claims, remember } = await findConsent(person);
    const before = { scopes: scopes.flatMap(({ name, granted }) => (granted ? [name] : [])), claims, remember };
    const about = { userId: person, consentId: id, language: 'nl', origin };
    return changeConsent(oauth.deps, { ...about, wanted: { ...before, ...wanted } });
  };

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
    const change = (scopes: string[]) =>
      changeConsent(oauth.deps, {
        ...{ userId: person, consentId, language: 'en', origin: { requestId: randomUUID() } },
        wanted: { scopes, claims: [], remember: false },
      }).catch((error: { code: string }) => error.code);
    const withdraw = () =>
      revokeConsent(oauth.deps, { userId: person, consentId }, { event: 'CONSENT WITHDRAWN', origin });
    const [one, ended, other, again] = await Promise.all([
      change(['openid', 'profile']),
      withdraw(),
      change(['openid', 'email']),
      withdraw(),
    ]);
    expect([ended, again].filter(Boolean)).toHaveLength(1);
    for (const answer of [one, other])
      expect(typeof answer === 'string' ? answer : 'done').toMatch(/^(consent_unknown|done)$/);
    const history = await historyOf(person);
    expect(history.at(-1)?.event).toBe('withdrawn');
    expect(await oauth.deps.em().count(Consent, { accountId: person })).toBe(0);
    expect(await isActive(tokens.access_token)).toBe(false);
  });
});

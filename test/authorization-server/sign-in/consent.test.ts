import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findConsentsOf } from '../../../src/commands/tokens/consents/find-consents.ts';
import { revokeConsent } from '../../../src/commands/tokens/consents/withdraw-consent.ts';
import { findApplicationsOf } from '../../../src/commands/tokens/grants/find-grants.ts';
import { ConsentEvent } from '../../../src/entities/tokens/consent-event.ts';
import { ConsentText } from '../../../src/entities/tokens/consent-text.ts';
import type { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../../src/entities/tokens/protected-resource.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { createConsentSupport } from '../support/consent.ts';
import type { Claim, Line } from '../support/consent.ts';
import { addApi, exchange } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

const { addStranger, consentEvents, asked, consent, answer, allow } = createConsentSupport(() => oauth);

describe('a site of others', () => {
  it('asks for what it wants to know, and learns what was allowed alone', async () => {
    const site = await addStranger();
    const { browser, request, page, session, person } = await asked(site, { scope: 'openid profile email' });
    expect(page.pathname).toBe('/consent');
    const { body } = await consent(browser, 'load', { session });
    expect(body.lines.map(({ name, required, granted }: Line) => [name, required, granted])).toEqual([
      ['openid', true, true],
      ['profile', false, false],
      ['email', false, false],
    ]);
    expect(body.claims.filter(({ granted }: Claim) => granted)).toEqual([]);
    const given = await answer(browser, session, {
      scopes: ['openid', 'profile', 'phone', 'offline_access'],
      claims: ['name'],
    });
    const { location } = await browser.follow(given.body.redirect_to);
    const tokens = await exchange(site, new URL(location!), request);
    expect(tokens.scope).toBe('openid profile');
    const response = await fetch(`${oauth.url}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await response.json()).toEqual({ sub: person, name: 'Anna Visser' });
    const again = await asked(site, { scope: 'openid profile email' }, { person, browser });
    const { body: next } = await consent(browser, 'load', { session: again.session });
    expect(next.claims.flatMap(({ name, granted }: Claim) => (granted ? [name] : []))).toEqual(['name']);
  });

  it('is asked nothing of for knowing who it is, and for what its API gives without consent', async () => {
    const api = await addApi(oauth);
    const site = await addStranger({ resources: [api], scopes: ['read', 'write'] });
    expect((await asked(site, { scope: 'openid' })).page.pathname).toBe('/callback');
    expect((await asked(site, { scope: 'openid read', resource: api })).page.pathname).toBe('/callback');
    const { browser, session } = await asked(site, { scope: 'openid read write', resource: api });
    const { body } = await consent(browser, 'load', { session });
    expect(body.lines.map(({ name, texts }: Line) => [name, texts['en']])).toEqual([
      ['openid', 'Know that it is you'],
      ['write', 'Change your orders'],
    ]);
  });

  it('gets access_denied when the person denies, and asks again the next time', async () => {
    const site = await addStranger();
    const first = await asked(site, { scope: 'openid profile' });
    const { body } = await consent(first.browser, 'deny', { session: first.session });
    const { location } = await first.browser.follow(body.redirect_to);
    expect(new URL(location!).searchParams.get('error')).toBe('access_denied');
    expect((await asked(site, { scope: 'openid profile' }, first)).page.pathname).toBe('/consent');
    expect(await findConsentsOf(oauth.deps, first.person)).toEqual([]);
    expect(await oauth.deps.em().count(ConsentEvent, { accountId: first.person, event: 'refused' })).toBe(1);
    expect(await consentEvents(first.person)).toEqual(['CONSENT REFUSED']);
  });

  it('has no access before it is allowed', async () => {
    const site = await addStranger();
    const known = await asked(site, { scope: 'openid profile' });
    const ways: Record<string, string>[] = [{ scope: 'openid profile' }, { scope: 'openid', prompt: 'consent' }];
    for (const parameters of ways) {
      const { page } = await asked(site, parameters, known);
      expect([page.pathname, await findApplicationsOf(oauth.deps, known.person)]).toEqual(['/consent', []]);
    }
    const { browser, session } = known;
    await browser.follow((await answer(browser, session, { scopes: ['openid'] })).body.redirect_to);
    expect(await findApplicationsOf(oauth.deps, known.person)).toEqual([{ id: site.id, name: site.id }]);
  });

  it('cannot go on without what is required, nor be answered by another browser or twice', async () => {
    const site = await addStranger();
    const { browser, session } = await asked(site, { scope: 'openid profile' });
    const missing = await answer(browser, session, { scopes: ['profile'] });
    expect([missing.status, missing.body.code]).toEqual([422, 'required_consent_missing']);
    const other = await asked(site, { scope: 'openid profile' });
    expect((await answer(other.browser, session, { scopes: ['openid'] })).status).toBe(404);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => answer(browser, session, { scopes: ['openid', 'profile'] })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('a consent', () => {
  it('that is remembered is not asked for again, until something is new', async () => {
    const site = await addStranger();
    const scopes = ['openid', 'profile'];
    const person = await allow(site, { scope: 'openid profile' }, { scopes, remember: true });
    expect((await asked(site, { scope: 'openid profile' }, person)).page.pathname).toBe('/callback');
    expect((await asked(site, { scope: 'openid profile', prompt: 'none' }, person)).page.pathname).toBe('/callback');
    const elsewhere = { person: person.person, browser: new TestBrowser() };
    expect((await asked(site, { scope: 'openid profile' }, elsewhere)).page.pathname).toBe('/callback');
    expect((await asked(site, { scope: 'openid profile email' }, person)).page.pathname).toBe('/consent');
    const again = await asked(site, { scope: 'openid profile', prompt: 'consent' }, person);
    expect(again.page.pathname).toBe('/consent');
    await answer(again.browser, again.session, { scopes });
    expect(await consentEvents(person.person)).toEqual(['CONSENT GRANTED', 'CONSENT CHANGED']);
  });

  it.each<[string, Partial<OauthClient>, boolean]>([
    ['the person did not want it remembered', {}, false],
    ['the client does not remember it', { rememberConsent: false }, true],
  ])('is asked for each time when %s, whatever the prompt', async (_, settings, remember) => {
    const site = await addStranger(settings);
    const person = await allow(site, { scope: 'openid profile' }, { scopes: ['openid', 'profile'], remember });
    const again = await asked(site, { scope: 'openid profile' }, person);
    expect(again.page.pathname).toBe('/consent');
    const { body } = await consent(again.browser, 'load', { session: again.session });
    expect(body.lines.map(({ granted }: Line) => granted)).toEqual([true, true]);
    for (const prompt of ['none', 'login'])
      expect((await asked(site, { scope: 'openid profile', prompt }, person)).page.search).toMatch(
        prompt === 'none' ? /error=consent_required/ : /session_id=/,
      );
  });

  it('is asked for anew when the text of a scope changes', async () => {
    const api = await addApi(oauth);
    const site = await addStranger({ resources: [api], scopes: ['write'] });
    const parameters = { scope: 'openid write', resource: api };
    const person = await allow(site, parameters, { scopes: ['openid', 'write'], remember: true });
    expect((await asked(site, parameters, person)).page.pathname).toBe('/callback');
    const scopes = [{ name: 'write', description: 'Change and pay your orders', consent: true }];
    await oauth.deps.em().nativeUpdate(ProtectedResource, { identifier: api }, { scopes });
    expect((await asked(site, parameters, person)).page.pathname).toBe('/consent');
  });

  it('without offline_access ends the refresh tokens that were allowed before, and no other', async () => {
    const site = await addStranger();
    const basic = { authorization: `Basic ${Buffer.from(`${site.id}:${site.secret}`).toString('base64')}` };
    const refresh = (token = '') =>
      oauth.post('/oauth/token', { grant_type: 'refresh_token', refresh_token: token }, basic);
    const offline = { scope: 'openid offline_access', prompt: 'consent' };
    const scopes = ['openid', 'offline_access'];
    const known = await allow(site, { scope: 'openid profile' }, { scopes: ['openid', 'profile'] });
    const elsewhere = { person: known.person, browser: new TestBrowser() };
    const other = await allow(site, offline, { scopes });
    const before = [await allow(site, offline, { scopes }, elsewhere), await allow(site, offline, { scopes }, known)];
    const online = await allow(site, { scope: 'openid profile' }, { scopes: ['openid', 'profile'] }, known);
    const refreshed = await refresh(before[0]!.tokens.refresh_token);
    expect(refreshed.status).toBe(200);
    const { tokens } = await allow(site, offline, { scopes: ['openid'] }, known);
    expect(tokens.refresh_token).toBeUndefined();
    for (const token of [refreshed.body['refresh_token'], before[1]!.tokens.refresh_token])
      expect((await refresh(token)).body['error']).toBe('invalid_grant');
    const isActive = async (token: string) => (await oauth.server.introspectToken(token)) !== undefined;
    expect(await isActive(before[1]!.tokens.access_token)).toBe(false);
    expect(await isActive(online.tokens.access_token)).toBe(true);
    expect((await refresh(other.tokens.refresh_token)).status).toBe(200);
  });

  it('is kept with its history and its text, and withdrawn with all that came of it', async () => {
    const site = await addStranger();
    const known = await allow(site, { scope: 'openid profile' }, { scopes: ['openid', 'profile'], remember: true });
    const { person, tokens } = await allow(
      site,
      { scope: 'openid profile email offline_access', prompt: 'consent' },
      { scopes: ['openid', 'email', 'offline_access'], remember: true },
      known,
    );
    expect(tokens.refresh_token).toBeDefined();
    const [found] = await findConsentsOf(oauth.deps, person);
    expect(found).toMatchObject({ clientId: site.id, clientName: 'Shop', scope: 'openid email offline_access' });
    const action = { event: 'API CONSENT REMOVED', origin: { requestId: 'test' } } as const;
    expect(await revokeConsent(oauth.deps, { userId: 'another', consentId: found!.id }, action)).toBe(false);
    expect(await revokeConsent(oauth.deps, { userId: person, consentId: found!.id }, action)).toBe(true);
    const basic = `Basic ${Buffer.from(`${site.id}:${site.secret}`).toString('base64')}`;
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token! };
    expect((await oauth.post('/oauth/token', form, { authorization: basic })).body['error']).toBe('invalid_grant');
    const history = await oauth.deps
      .em()
      .find(ConsentEvent, { accountId: person }, { orderBy: { at: 'asc', id: 'asc' } });
    expect(history.map(({ event }) => event)).toEqual(['granted', 'changed', 'withdrawn']);
    const text = await oauth.deps.em().findOneOrFail(ConsentText, { version: history[1]!.textVersion });
    expect(text.texts['nl']).toMatchObject({ email: 'Uw e-mailadres' });
    expect((await asked(site, { scope: 'openid profile' }, known)).page.pathname).toBe('/consent');
  });
});

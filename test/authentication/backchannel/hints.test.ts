import { randomUUID } from 'node:crypto';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askPhone } from '../../../src/commands/authentication/backchannel/ask-phone.ts';
import { defaultPolicy } from '../../../src/domain/authentication/policies/authentication-policy.ts';
import { cibaGrant } from '../../../src/domain/tokens/clients/status.ts';
import { AuthenticationPolicyRow } from '../../../src/entities/authentication/authentication-policy.ts';
import { BackchannelRequest } from '../../../src/entities/authentication/backchannel-request.ts';
import { MobileAuthenticationType } from '../../../src/entities/configuration/mobile-authentication-type.ts';
import { Event } from '../../../src/entities/events/event.ts';
import { Person } from '../../../src/entities/persons/person.ts';
import { AuthorizationServerUnderTest } from '../../authorization-server/support/authorization-server-under-test.ts';
import { addPerson, addSite, exchange, requestSignIn, signIn } from '../../authorization-server/support/sign-in.ts';
import type { Site } from '../../authorization-server/support/sign-in.ts';

const type = 'login';

let oauth: AuthorizationServerUnderTest;
let bank: Site;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  await oauth.deps.em().insert(MobileAuthenticationType, { name: type, method: 'PUSH', requestExpiresIn: 60 });
  await oauth.configure({ login_mobile_authentication_type: type });
  bank = await addSite(oauth, { grantTypes: ['authorization_code', cibaGrant] });
});
afterAll(() => oauth?.stop());

/** Whom a request is for, as it is written down for the worker; null: no person. */
async function personOf(parameters: Record<string, string>): Promise<string | null | undefined> {
  const answer = await openid.initiateBackchannelAuthentication(bank.configuration, { scope: 'openid', ...parameters });
  expect(answer).toEqual({ auth_req_id: expect.any(String), expires_in: 120, interval: 5 });
  const [last] = await oauth.deps.em().find(BackchannelRequest, {}, { orderBy: { id: 'desc' }, limit: 1 });
  return last?.userId;
}

const email = (value: string, isVerified: boolean) => ({ value, isPrimary: true, tag: null, verified: isVerified });

async function idTokenOf(person: string, site = bank): Promise<string> {
  const request = await requestSignIn(site);
  return (await exchange(site, await signIn(oauth, request, { person }), request)).id_token!;
}

describe('whom POST /oauth/backchannel is for', () => {
  it('is the person of a user id, of a proven address in any case, and of a proven number', async () => {
    const contacts = { emails: [email('anna@shop.example', true)], phones: [email('+31612345671', true)] };
    const person = await addPerson(oauth, contacts);
    for (const login_hint of [person, 'anna@shop.example', 'Anna@SHOP.example', '+31612345671'])
      expect(await personOf({ login_hint })).toBe(person);
  });

  it('is no person for an address or a number that is not proven, or that two have proven', async () => {
    const claimed = { emails: [email('boss@shop.example', false)], phones: [email('+31612345672', false)] };
    await addPerson(oauth, claimed);
    for (let count = 0; count < 2; count += 1) await addPerson(oauth, { phones: [email('+31612345673', true)] });
    for (const login_hint of ['boss@shop.example', '+31612345672', '+31612345673'])
      expect(await personOf({ login_hint })).toBeNull();
  });

  it('is no person for what is unknown or malformed, and for one who is not active', async () => {
    const person = await addPerson(oauth);
    await oauth.deps.em().nativeUpdate(Person, { user: person }, { status: 'restricted' });
    for (const login_hint of [person, randomUUID(), 'absent@shop.example', "' or 1=1 --", '+1', 'x'.repeat(2000)])
      expect(await personOf({ login_hint })).toBeNull();
  });

  it('is the person of an ID token of this client alone, while they are active', async () => {
    const person = await addPerson(oauth);
    const id_token_hint = await idTokenOf(person);
    expect(await personOf({ id_token_hint })).toBe(person);
    const other = await idTokenOf(person, await addSite(oauth));
    const forged = `${id_token_hint.slice(0, -6)}AAAAAA`;
    for (const hint of [other, forged, 'x'])
      await expect(personOf({ id_token_hint: hint })).rejects.toMatchObject({ error: 'invalid_request' });
    await oauth.deps.em().nativeUpdate(Person, { user: person }, { status: 'disabled' });
    expect(await personOf({ id_token_hint })).toBeNull();
  });

  it('is the person of an ID token that has a pairwise subject', async () => {
    const person = await addPerson(oauth);
    const grantTypes = ['authorization_code' as const, cibaGrant] as const;
    const site = await addSite(oauth, { grantTypes: [...grantTypes], subjectType: 'pairwise' });
    const id_token_hint = await idTokenOf(person, site);
    expect(decodeJwt(id_token_hint).sub).not.toBe(person);
    await openid.initiateBackchannelAuthentication(site.configuration, { scope: 'openid', id_token_hint });
    const asked = await oauth.deps.em().findOne(BackchannelRequest, { clientId: site.id });
    expect(asked?.userId).toBe(person);
  });

  it('is the person whom a token of the client names, which is good once', async () => {
    const person = await addPerson(oauth);
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'hints', use: 'sig' }] };
    const caller = await addSite(oauth, { grantTypes: ['authorization_code', cibaGrant], jwks });
    const issuer = caller.configuration.serverMetadata().issuer;
    const now = Math.floor(Date.now() / 1000);
    const sign = (claims: object = {}, key = privateKey) =>
      new SignJWT({
        iss: caller.id,
        aud: issuer,
        iat: now,
        exp: now + 60,
        jti: randomUUID(),
        login_hint: person,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'hints' })
        .sign(key);
    const ask = (login_hint_token: string) =>
      openid.initiateBackchannelAuthentication(caller.configuration, { scope: 'openid', login_hint_token });
    const token = await sign();
    const racing = await Promise.allSettled([token, token, token, token].map(ask));
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const asked = await oauth.deps.em().find(BackchannelRequest, { clientId: caller.id });
    expect(asked.map(({ userId }) => userId)).toEqual([person]);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;
    const stranger = (await generateKeyPair('ES256')).privateKey;
    for (const refused of [
      await sign({ iss: 'another' }),
      await sign({ aud: 'https://elsewhere.example' }),
      await sign({ aud: [issuer, 'https://elsewhere.example'] }),
      await sign({ exp: now + 3600 }),
      await sign({ jti: undefined }),
      await sign({ login_hint: undefined }),
      await sign({}, stranger),
      unsigned,
      'x',
    ])
      await expect(ask(refused)).rejects.toMatchObject({ error: 'invalid_request' });
    await expect(ask(await sign({ iat: now - 120, exp: now - 60 }))).rejects.toMatchObject({
      error: 'expired_login_hint_token',
    });
    await ask(await sign({ login_hint: 'absent@shop.example' }));
    const [last] = await oauth.deps.em().find(BackchannelRequest, {}, { orderBy: { id: 'desc' }, limit: 1 });
    expect(last?.userId).toBeNull();
  });

  it('leaves the same rows for a person with and without a phone, and for no person', async () => {
    const contacts = { emails: [email('known@shop.example', true)] };
    const person = await addPerson(oauth, contacts);
    const asked = new Date();
    for (const login_hint of ['known@shop.example', 'unknown@shop.example']) await personOf({ login_hint });
    const em = oauth.deps.em();
    const [known, none] = await em.find(BackchannelRequest, { createdAt: { $gte: asked } }, { orderBy: { id: 'asc' } });
    const own = { id: '', artifactId: '', userId: null, hintKey: '', requestId: '' };
    const times = { createdAt: '', expiresAt: '' };
    expect({ ...known, ...own, ...times }).toEqual({ ...none, ...own, ...times });
    expect([known?.userId, none?.userId]).toEqual([person, null]);
    const events = await em.find(Event, { name: 'CIBA REQUESTED', subjectId: [known!.id, none!.id] });
    expect(events.map(({ detail }) => detail)).toEqual([null, null]);
  });

  it('is counted for each hint and each person, so that no refusal says that two hints are of one', async () => {
    const person = await addPerson(oauth, { emails: [email('often@shop.example', true)] });
    const unasked = async (login_hint: string) => {
      await personOf({ login_hint });
      const [last] = await oauth.deps.em().find(BackchannelRequest, {}, { orderBy: { id: 'desc' }, limit: 1 });
      if (!last?.refuseAt) return 'asked';
      return last.refuseAt < last.expiresAt ? 'refused' : 'not answered';
    };
    for (const hint of [person, randomUUID()]) {
      for (let count = 0; count < 5; count += 1) expect(await unasked(hint)).toBe('asked');
      expect(await unasked(hint)).toBe('refused');
    }
    expect(await unasked('often@shop.example')).toBe('not answered');
    expect(await unasked('never@shop.example')).toBe('asked');
  });

  it('is not found out by a client that does not authenticate, whose refusal is recorded', async () => {
    const form = { client_id: bank.id, client_secret: 'wrong', scope: 'openid', login_hint: 'anna@shop.example' };
    expect(await oauth.post('/oauth/backchannel', form)).toMatchObject({ status: 401 });
    await expect
      .poll(() => oauth.deps.em().count(Event, { name: 'API AUTHENTICATION FAILED' }), { timeout: 60_000 })
      .toBe(1);
  });

  it('is asked for nothing where no type of approval is set', async () => {
    await oauth.configure({ login_mobile_authentication_type: 'gone' });
    await expect(personOf({ login_hint: randomUUID() })).rejects.toMatchObject({ error: 'access_denied' });
    await oauth.configure({ login_mobile_authentication_type: type });
  });
});

describe('the approval of a request', () => {
  it('is that of people who may use the client alone', async () => {
    const [member, stranger] = [await addPerson(oauth), await addPerson(oauth)];
    const access = { users: [member], roles: [] };
    const closed = await addSite(oauth, { grantTypes: ['authorization_code', cibaGrant], access });
    const times = { createdAt: new Date(), changedAt: new Date() };
    const requiredOf = async (userId: string) => {
      const policy = { ...defaultPolicy(), id: randomUUID(), name: 'Strict', kind: 'user', factors: 2 } as const;
      await oauth.deps.em().insert(AuthenticationPolicyRow, { ...policy, subjectId: userId, ...times });
      const asked = { scope: 'openid', login_hint: userId };
      await openid.initiateBackchannelAuthentication(closed.configuration, asked);
      const row = () => oauth.deps.em().findOneOrFail(BackchannelRequest, { clientId: closed.id, userId });
      expect(await askPhone(oauth.deps, (await row()).id)).toBeUndefined();
      const { required, refuseAt, expiresAt } = await row();
      // Of neither a phone can be asked, which the client does not see.
      expect(refuseAt).toEqual(expiresAt);
      return required.factors;
    };
    expect(await requiredOf(member)).toBe(2);
    expect(await requiredOf(stranger)).toBe(1);
  });
});

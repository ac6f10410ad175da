import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { setUserCode } from '../../../src/commands/authentication/backchannel/user-codes.ts';
import { cibaGrant } from '../../../src/domain/tokens/clients/status.ts';
import { BackchannelRequest } from '../../../src/entities/authentication/backchannel-request.ts';
import { MobileAuthenticationType } from '../../../src/entities/configuration/mobile-authentication-type.ts';
import { Event } from '../../../src/entities/events/event.ts';
import { UserCode } from '../../../src/entities/persons/user-code.ts';
import { Person } from '../../../src/entities/persons/person.ts';
import { CountersignError } from '../../../src/errors/countersign-error.ts';
import { AuthorizationServerUnderTest } from '../../authorization-server/support/authorization-server-under-test.ts';
import { addPerson, addSite, exchange, requestSignIn, signIn } from '../../authorization-server/support/sign-in.ts';
import type { Site } from '../../authorization-server/support/sign-in.ts';
import { textOf } from './support/callers.ts';

const right = 'Straße 42';

let oauth: AuthorizationServerUnderTest;
let till: Site;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  await oauth.deps.em().insert(MobileAuthenticationType, { name: 'login', method: 'PUSH', requestExpiresIn: 60 });
  await oauth.configure({ login_mobile_authentication_type: 'login' });
  till = await addTill();
});
afterAll(() => oauth?.stop());

const addTill = () =>
  addSite(oauth, { grantTypes: ['authorization_code', cibaGrant], backchannelUserCodeParameter: true });

async function addPersonWithCode(typed = right): Promise<string> {
  const personId = await addPerson(oauth, {
    emails: [{ value: `${randomUUID()}@shop.example`, isPrimary: true, tag: null, verified: true }],
  });
  await setUserCode(oauth.deps, { personId, typed, origin: { requestId: 'test' } });
  return personId;
}

async function ask({ id, secret }: Site, hint: string | Record<string, string>, user_code?: string) {
  const hints = typeof hint === 'string' ? { login_hint: hint } : hint;
  const form = { scope: 'openid', ...hints, ...(user_code !== undefined && { user_code }) };
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const { status, headers, body } = await oauth.post('/oauth/backchannel', form, { authorization });
  return { status, retryAfter: headers.get('retry-after'), body };
}

const refused = {
  status: 400,
  retryAfter: null,
  body: { error: 'invalid_user_code', error_description: 'user_code is not the one of the person' },
};

describe('user_code of POST /oauth/backchannel', () => {
  it('is needed where the client is set so, announced in the metadata, and refused elsewhere', async () => {
    const person = await addPersonWithCode();
    expect(till.configuration.serverMetadata()).toMatchObject({ backchannel_user_code_parameter_supported: true });
    for (const hint of [person, randomUUID()])
      expect(await ask(till, hint)).toMatchObject({ status: 400, body: { error: 'missing_user_code' } });
    const other = await addSite(oauth, { grantTypes: ['authorization_code', cibaGrant] });
    expect(await ask(other, person, right)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect((await ask(other, person)).status).toBe(200);
  });

  it('lets the request of the person through when it is theirs, however it is typed, and is kept nowhere', async () => {
    const person = await addPersonWithCode();
    const em = oauth.deps.em();
    expect((await ask(till, person, right)).status).toBe(200);
    expect((await ask(till, person, ` ${right.replace('42', '４２')} `)).status).toBe(200);
    const request = await requestSignIn(till);
    const id_token_hint = (await exchange(till, await signIn(oauth, request, { person }), request)).id_token!;
    expect(await ask(till, { id_token_hint }, 'wrong')).toEqual(refused);
    expect((await ask(till, { id_token_hint }, right)).status).toBe(200);
    expect(await em.count(BackchannelRequest, { userId: person })).toBe(3);
    for (const table of ['backchannel_request', 'oauth_artifact', 'event', 'user_code'])
      expect(textOf(await em.execute(`select * from ${table}`))).not.toMatch(/Straße|argon2/);
  });

  it('is refused alike, after the same work, when it is wrong, that of another, or of a person without one, or of no person', async () => {
    const person = await addPersonWithCode();
    await addPersonWithCode('another code');
    const without = await addPerson(oauth);
    const disabled = await addPersonWithCode();
    await oauth.deps.em().nativeUpdate(Person, { user: disabled }, { status: 'disabled' });
    const unknown = randomUUID();
    const work = vi.spyOn(oauth.deps.passwords, 'matches');
    const tries: [string, string][] = [
      ...[person, without, unknown].map((hint): [string, string] => [hint, 'another code']),
      ...[without, disabled, unknown].map((hint): [string, string] => [hint, right]),
      ...['x', 'x\u202ey', 'x'.repeat(2000)].map((code): [string, string] => [person, code]),
    ];
    for (const [hint, code] of tries) expect(await ask(till, hint, code)).toEqual(refused);
    expect(work).toHaveBeenCalledTimes(tries.length);
    work.mockRestore();
    const userId = [person, without, disabled];
    const events = await oauth.deps.em().find(Event, { name: 'CIBA USER CODE REFUSED', clientId: till.id, userId });
    expect(events).toHaveLength(6);
    expect(new Set(events.map(({ detail }) => detail))).toEqual(new Set([null]));
    expect(await oauth.deps.em().count(BackchannelRequest, { userId })).toBe(0);
  });

  it('has ten tries in all, of all clients and at once, and is locked alone', async () => {
    const [person, other] = [await addPersonWithCode(), await addPersonWithCode()];
    const second = await addTill();
    const free = await addSite(oauth, { grantTypes: ['authorization_code', cibaGrant] });
    // The right one costs no try.
    expect((await ask(till, person, right)).status).toBe(200);
    const wrong = Array.from({ length: 12 }, (_, index) =>
      ask(index % 2 === 0 ? till : second, person, `wrong ${index}`),
    );
    for (const answer of await Promise.all(wrong)) expect(answer).toEqual(refused);
    const work = vi.spyOn(oauth.deps.passwords, 'matches');
    expect(await ask(till, person, right)).toEqual(refused);
    expect(work).toHaveBeenCalledTimes(1);
    work.mockRestore();
    const events = await oauth.deps.em().find(Event, { name: 'CIBA USER CODE REFUSED', userId: person });
    const details = events.map(({ detail }) => detail);
    expect(details.filter((detail) => detail === null)).toHaveLength(10);
    expect(details.filter((detail) => detail === 'tries spent')).toHaveLength(3);
    expect((await ask(till, other, right)).status).toBe(200);
    expect((await ask(free, person)).status).toBe(200);
  });

  it('is to be sent again when too many wait to be compared', async () => {
    const person = await addPersonWithCode();
    const busy = new CountersignError('busy', { retryAfterSeconds: 2 });
    const work = vi.spyOn(oauth.deps.passwords, 'matches').mockRejectedValueOnce(busy);
    expect(await ask(till, person, right)).toMatchObject({
      status: 503,
      retryAfter: '2',
      body: { error: 'temporarily_unavailable' },
    });
    work.mockRestore();
  });

  it('goes with its person, and does not open in the row of another', async () => {
    const [person, other] = [await addPersonWithCode(), await addPersonWithCode('another code')];
    const em = oauth.deps.em();
    const { hash } = await em.findOneOrFail(UserCode, { person }, { disableIdentityMap: true });
    await em.nativeUpdate(UserCode, { person: other }, { hash });
    expect((await ask(till, other, right)).status).toBe(500);
    await em.nativeDelete(Person, { user: person });
    expect(await em.count(UserCode, { person })).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../../attack/support/second-client.ts';
import { useStack } from '../../support/stack.ts';
import { createConfigurationApi, eventsAbout } from '../support/configuration-api.ts';
import { addType, allTypes, otp, push, sms, typePath } from '../support/types.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;
const add = (body: { name: string }) => addType(api, body);
const read = async (name: string) => (await api.get(typePath(name))).body;

describe('POST /configuration/mobile-authentication-types', () => {
  it('stores every field of an SMS type', async () => {
    const body = sms({
      max_allowed_resends: 2,
      max_allowed_attempts: 3,
      sms_sender_id: 'Northwind',
      fallback_type: await add(push()),
    });
    const answer = await api.post(allTypes, body);
    expect([answer.status, new URL(answer.headers.get('location') as string).pathname]).toEqual([
      201,
      `/oauth/api/v1/configuration${typePath(body.name)}`,
    ]);
    expect(await read(body.name)).toEqual(body);
  });

  it('returns the fields of each method with their defaults', async () => {
    const [pushed, texted, presented] = [push(), sms(), otp()];
    for (const body of [pushed, texted, presented]) await add(body);
    expect(await read(pushed.name)).toEqual({
      ...pushed,
      max_allowed_resends: 0,
      fallback_type: null,
      verification_code_required: false,
      transaction_signing: true,
    });
    expect(await read(texted.name)).toEqual({
      ...texted,
      max_allowed_resends: 0,
      fallback_type: null,
      max_allowed_attempts: 0,
      sms_sender_id: null,
    });
    expect(await read(presented.name)).toEqual(presented);
  });

  it.each(['PUSH_WITH_PIN', 'PUSH_WITH_FINGERPRINT', 'PUSH_WITH_CUSTOM_AUTHENTICATOR'])(
    'accepts %s',
    async (method) => {
      expect(await read(await add(push({ method })))).toMatchObject({ method });
    },
  );

  it('records the client and the field names, but no value', async () => {
    const name = await add(sms({ sms_sender_id: 'Northwind' }));
    expect(await eventsAbout(database, name)).toMatchObject([
      {
        name: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CREATED',
        client_id: endpoints.clients.administration.id,
        detail: 'method, request_expires_in, sms_sender_id',
      },
    ]);
  });

  it('accepts a name once, also from eight concurrent callers', async () => {
    const body = push();
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(allTypes, body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    expect(answers.find(({ status }) => status === 409)?.body.details).toEqual([
      { code: 'already_exists', parameter: 'name' },
    ]);
  });

  const refused: [string, () => object, string, string?][] = [
    ['no name', () => push({ name: undefined }), 'name'],
    ['a name with a slash', () => push({ name: 'a/b' }), 'name'],
    ['a name of dots', () => push({ name: '..' }), 'name'],
    ['a name with NUL', () => push({ name: 'a\0' }), 'name'],
    ['a name that is too long', () => push({ name: 'x'.repeat(65) }), 'name'],
    ['no method', () => push({ method: undefined }), 'method'],
    ['an unknown method', () => push({ method: 'CARRIER_PIGEON' }), 'method'],
    ['a method with the name of an inherited member', () => push({ method: 'constructor' }), 'method'],
    ['no expiry', () => push({ request_expires_in: undefined }), 'request_expires_in'],
    ['an expiry of zero', () => push({ request_expires_in: 0 }), 'request_expires_in'],
    ['an expiry of a week', () => push({ request_expires_in: 604_800 }), 'request_expires_in'],
    ['an expiry that is text', () => push({ request_expires_in: '120' }), 'request_expires_in'],
    ['resends below zero', () => sms({ max_allowed_resends: -1 }), 'max_allowed_resends'],
    ['half an attempt', () => sms({ max_allowed_attempts: 0.5 }), 'max_allowed_attempts'],
    ['a sender with a line break', () => sms({ sms_sender_id: 'a\nb' }), 'sms_sender_id'],
    ['an unknown fallback', () => push({ fallback_type: randomUUID() }), 'fallback_type', 'unknown'],
    ['itself as fallback', () => push({ name: 'circle', fallback_type: 'circle' }), 'fallback_type', 'loops'],
    ['an OTP as fallback', () => push({ fallback_type: 'login_with_otp' }), 'fallback_type', 'otp'],
    ['an OTP with a fallback', () => otp({ fallback_type: 'payment_with_sms' }), 'fallback_type', 'not_of_method'],
    ['an OTP with resends', () => otp({ max_allowed_resends: 1 }), 'max_allowed_resends', 'not_of_method'],
    ['an OTP with attempts', () => otp({ max_allowed_attempts: 1 }), 'max_allowed_attempts', 'not_of_method'],
    ['a push with attempts', () => push({ max_allowed_attempts: 3 }), 'max_allowed_attempts', 'not_of_method'],
    ['a push with a sender', () => push({ sms_sender_id: 'Shop' }), 'sms_sender_id', 'not_of_method'],
    ['an unknown field', () => push({ messages: {} }), 'messages'],
  ];

  it.each(refused)('refuses %s', async (_, body, parameter, reason) => {
    const answer = await api.post(allTypes, body());
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
  });

  it('refuses broken JSON', async () => {
    expect((await api.call('POST', allTypes, { text: '{"name":' })).status).toBe(400);
  });
});

describe('GET /configuration/mobile-authentication-types', () => {
  it('lists types by name, and answers 404 for an unknown one', async () => {
    const name = await add(push());
    const names = (await api.list(`${allTypes}/`)).map((type: { name: string }) => type.name);
    expect(names).toContain(name);
    expect(names).toContain('payment_with_sms');
    expect(new Set(names).size).toBe(names.length);
    for (const unknown of [randomUUID(), "' or 1=1", 'a/b'])
      expect((await api.get(typePath(unknown))).status).toBe(404);
    expect((await api.get(`${allTypes}/%00`)).status).toBe(400);
  });
});

describe('PATCH /configuration/mobile-authentication-types/{name}', () => {
  it('changes only the fields that are sent', async () => {
    const name = await add(sms({ max_allowed_attempts: 3, max_allowed_resends: 1, sms_sender_id: 'Shop' }));
    const before = await read(name);
    expect((await api.patch(typePath(name), { max_allowed_attempts: 5 })).status).toBe(204);
    expect(await read(name)).toEqual({ ...before, max_allowed_attempts: 5 });
    expect((await api.patch(`${typePath(name)}/`, { sms_sender_id: null, request_expires_in: 60 })).status).toBe(204);
    expect(await read(name)).toEqual({
      ...before,
      max_allowed_attempts: 5,
      sms_sender_id: null,
      request_expires_in: 60,
    });
    expect((await eventsAbout(database, name)).slice(1)).toMatchObject([
      { name: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED', detail: 'max_allowed_attempts' },
      { name: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED', detail: 'request_expires_in, sms_sender_id' },
    ]);
  });

  it('records no event when the body is the one that was read', async () => {
    const name = await add(sms({ sms_sender_id: 'Shop' }));
    expect((await api.patch(typePath(name), await read(name))).status).toBe(204);
    expect(await eventsAbout(database, name)).toHaveLength(1);
  });

  it('refuses another name, and answers 404 for an unknown type', async () => {
    const name = await add(push());
    expect((await api.patch(typePath(name), { name: `${name}2` })).body.details[0]).toMatchObject({
      code: 'read_only',
      parameter: 'name',
    });
    expect((await api.patch(typePath(randomUUID()), { request_expires_in: 60 })).status).toBe(404);
  });

  it('changes the method once the fields of the former method are cleared', async () => {
    const name = await add(sms({ max_allowed_attempts: 3, fallback_type: await add(push()) }));
    expect((await api.patch(typePath(name), { method: 'PUSH' })).body.details[0]).toMatchObject({
      code: 'not_of_method',
      parameter: 'max_allowed_attempts',
    });
    expect((await api.patch(typePath(name), { method: 'OTP', max_allowed_attempts: 0 })).body.details[0]).toMatchObject(
      { code: 'not_of_method', parameter: 'fallback_type' },
    );
    expect((await read(name)).method).toBe('SMS');
    expect(
      (await api.patch(typePath(name), { method: 'OTP', max_allowed_attempts: 0, fallback_type: null })).status,
    ).toBe(204);
    expect(await read(name)).toEqual({ name, method: 'OTP', request_expires_in: 300 });
  });

  it('refuses to change a type to OTP while another type falls back to it', async () => {
    const name = await add(sms());
    const user = await add(push({ fallback_type: name }));
    const answer = await api.patch(typePath(name), { method: 'OTP' });
    expect([answer.status, answer.body.details]).toEqual([
      409,
      [{ code: 'in_use', resource: 'mobile_authentication_type', id: user }],
    ]);
  });

  it('refuses a cycle of fallbacks of any length', async () => {
    const last = await add(sms());
    const middle = await add(push({ fallback_type: last }));
    const first = await add(push({ fallback_type: middle }));
    for (const fallback of [first, middle, last]) {
      const answer = await api.patch(typePath(last), { fallback_type: fallback });
      expect([answer.status, answer.body.details[0]]).toMatchObject([
        400,
        { code: 'loops', parameter: 'fallback_type' },
      ]);
    }
    expect((await read(last)).fallback_type).toBeNull();
  });

  it('refuses a cycle that three concurrent changes would form', async () => {
    for (let round = 0; round < 5; round += 1) {
      const names = [await add(push()), await add(push()), await add(push())] as const;
      const answers = await Promise.all(
        names.map((name, index) => api.patch(typePath(name), { fallback_type: names[(index + 1) % 3] })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 204, 400]);
    }
  });
});

describe('DELETE /configuration/mobile-authentication-types/{name}', () => {
  it('deletes the type and its messages; the second call answers 404', async () => {
    const name = await add(push());
    await api.patch(`${typePath(name)}/messages`, { en: 'Hello' });
    expect((await api.remove(typePath(name))).status).toBe(204);
    expect((await api.remove(typePath(name))).status).toBe(404);
    expect((await eventsAbout(database, name)).at(-1)?.name).toBe('CONFIGURATION MOBILE AUTHENTICATION TYPE DELETED');
    await add(push({ name }));
    expect((await api.get(`${typePath(name)}/messages`)).body).toEqual({});
  });

  it('refuses while types fall back to it and names them', async () => {
    const name = await add(sms());
    const users = [await add(push({ fallback_type: name })), await add(sms({ fallback_type: name }))];
    const answer = await api.remove(typePath(name));
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    expect(answer.body.details).toEqual(
      users.toSorted().map((id) => ({ code: 'in_use', resource: 'mobile_authentication_type', id })),
    );
    for (const user of users) await api.patch(typePath(user), { fallback_type: null });
    expect((await api.remove(typePath(name))).status).toBe(204);
  });

  it('leaves no missing fallback when a concurrent change chooses the type', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [name, user] = [await add(sms()), await add(push())];
      const [patched, deleted] = await Promise.all([
        api.patch(typePath(user), { fallback_type: name }),
        api.remove(typePath(name)),
      ]);
      expect([
        [204, 409],
        [400, 204],
      ]).toContainEqual([patched.status, deleted.status]);
    }
  });
});

describe('callers of /configuration/mobile-authentication-types', () => {
  it('need the configuration scope', async () => {
    const path = typePath('payment_with_sms');
    const calls: [string, string, object?][] = [
      ['GET', allTypes],
      ['POST', allTypes, push()],
      ['GET', path],
      ['PATCH', path, { request_expires_in: 60 }],
      ['DELETE', path],
      ['GET', `${path}/messages`],
      ['PATCH', `${path}/messages`, { en: 'x' }],
    ];
    const { client } = await createSecondSite(['onegini_api_admin', 'onegini_api_mobile_authentication']);
    for (const [method, address, body] of calls) {
      const options = body ? { body } : {};
      expect(
        (await createConfigurationApi(endpoints, { id: 'unknown', secret: 'x' }).call(method, address, options)).status,
      ).toBe(401);
      expect((await createConfigurationApi(endpoints, client).call(method, address, options)).body.code).toBe(
        'forbidden',
      );
    }
    expect((await api.get(path)).body.request_expires_in).toBe(300);
  });
});

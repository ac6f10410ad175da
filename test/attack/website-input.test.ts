import { randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { basic, createWebsite } from '../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const site = basic(endpoints.clients.mobile_authentication);
const users = basic(endpoints.clients.end_user);
const start = '/oauth/api/v4/authenticate/user';
const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const text = { type: 'payment_with_sms', user_id: 'attacked', phone_number: '+31612345678', message: 'Code {code}' };

/** Internals of the server that no refusal may contain. */
const internals = /\bat .*\.(ts|js):|node_modules|[A-Z]\w*Error:|\b(select|insert into) |postgres|temporal|\/src\//;

async function send(
  method: string,
  path: string,
  options: { body?: string | Buffer | URLSearchParams; headers?: Record<string, string> } = {},
) {
  const body = options.body as RequestInit['body'];
  const response = await fetch(`${endpoints.api}${path}`, {
    method,
    headers: { authorization: site, ...options.headers },
    ...(body ? { body } : {}),
  });
  const answer = await response.text();
  expect(answer).not.toMatch(internals);
  return { status: response.status, body: answer === '' ? null : JSON.parse(answer) };
}

describe('a control character', () => {
  const characters = { NUL: '\0', escape: '\u001b', delete: '\u007f', 'next line': '\u0085' };
  const fields = [
    'type',
    'user_id',
    'device_id',
    'callback_uri',
    'message',
    'secure_message',
    'signing_data',
    'phone_number',
    'language_code',
    'ip_address',
    'user_agent',
  ] as const;
  const cases = fields.flatMap((field) => Object.keys(characters).map((name) => [name, field] as const));

  it.each(cases)('%s in %s is refused', async (name, field) => {
    const character = characters[name as keyof typeof characters];
    const value = field === 'callback_uri' ? `https://shop.example/${character}` : `a${character}b`;
    const answer = await send('POST', start, { body: new URLSearchParams({ ...text, [field]: value }) });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    expect(answer.body.error_description).toContain(field);
  });

  it.each(['%00', 'a%00b', 'a%0ab', '%1b', '%c2%85'])(
    '%s in a user id of the path is refused, or has no method enabled',
    async (user) => {
      const device = '0'.repeat(64);
      const answers = [
        await send('GET', `/oauth/api/v1/otp/${user}`, { headers: { authorization: users } }),
        await send('GET', `${start}/${user}/enabled`),
        await send('GET', `${start}/${user}/device/${device}/enabled`),
        await send('POST', `${start}/${user}/sms`, {
          body: new URLSearchParams({ transaction_id: randomUUID(), sms_code: '1' }),
        }),
        await send('POST', `${start}/${user}/sms/resend`, {
          body: new URLSearchParams({ transaction_id: randomUUID() }),
        }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 200, 200, 400, 400]);
      for (const { body } of answers.slice(1, 3)) expect(body).toEqual({ enabled: [] });
    },
  );

  it.each(['a%ffb', '%ed%a0%80', 'caf%E9'])('percent-encoding that is no UTF-8 (%s) is refused', async (user) => {
    const answer = await send('GET', `${start}/${user}/enabled`);
    expect([answer.status, answer.body.error_code]).toEqual([400, '1003']);
  });

  it.each(['a%zzb', '%'])('invalid percent-encoding (%s) is plain text', async (user) => {
    expect((await send('GET', `${start}/${user}/enabled`)).body).toEqual({ enabled: [] });
  });
});

describe('text with a meaning for SQL or JavaScript', () => {
  const hostile = [
    "'; drop table event; --",
    "\\'; select pg_sleep(9); --",
    'a\\',
    '? ?? $1 :id',
    '%s{0}${1}',
    "' or '1'='1",
    '"',
    '__proto__',
    'constructor',
    'hasOwnProperty',
  ];

  it.each(hostile)('is an ordinary user id: %s', async (user) => {
    const path = encodeURIComponent(user);
    expect((await send('GET', `${start}/${path}/enabled`)).body).toEqual({ enabled: [] });
    const answer = await website.initialise({ ...text, user_id: user });
    expect(answer.status).toBe(200);
    expect((await website.result(answer.body.transaction_id)).body.user_id).toBe(user);
  });

  it.each(hostile)('is shown and signed unchanged: %s', async (name) => {
    const phone = await enrollPhone(endpoints, { userId: `${name}${randomUUID()}` });
    const callback = `${endpoints.sandbox}/callbacks/hostile`;
    const { body } = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callback,
      message: name,
      secure_message: name,
    });
    const { shown, outcome } = await phone.answer(body.transaction_id);
    expect([shown.message, shown.secureMessage, outcome.status]).toEqual([name, name, 'authenticated']);
  });
});

describe('the form of POST /authenticate/user', () => {
  it.each([
    ['a repeated field', 'type=payment_with_sms&type=login_with_push&user_id=a&phone_number=%2B31612345678'],
    ['a field that is a list', 'type=payment_with_sms&user_id[]=a&phone_number=%2B31612345678'],
    ['a field that is an object', 'type=payment_with_sms&user_id[a]=b&phone_number=%2B31612345678'],
    ['a field with a huge index', 'type[999999999]=payment_with_sms&user_id=a'],
    [
      'names of inherited members',
      '__proto__[type]=payment_with_sms&constructor[prototype][type]=payment_with_sms&hasOwnProperty=1',
    ],
    ['deep nesting', `a${'[a]'.repeat(20_000)}=1`],
    ['an empty form', ''],
  ])('is refused: %s', async (_, body) => {
    const answer = await send('POST', start, { body, headers: formType });
    expect([answer.status, answer.body.error_code]).toEqual([400, '1003']);
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'toString', 'default_message:payment_with_sms'])(
    'does not find a type named %s',
    async (type) => {
      expect((await website.initialise({ ...text, type })).body.error_code).toBe('4000');
    },
  );

  it.each([
    ['a callback of 3 KB', { callback_uri: `https://shop.example/${'a'.repeat(3000)}` }, '1003'],
    ['a callback with credentials', { callback_uri: 'https://user:pass@shop.example/' }, '1003'],
    ['a callback with the scheme file', { callback_uri: 'file:///etc/passwd' }, '1003'],
    ['a callback with the scheme data', { callback_uri: 'data:text/html,x' }, '1003'],
    ['a callback with a line break', { callback_uri: 'https://shop.example/\r\nX-A: b' }, '1003'],
    ['a phone number with a line break', { phone_number: '+31612345678\n+31687654321' }, '3001'],
    ['two phone numbers', { phone_number: '+31612345678,+31687654321' }, '3001'],
  ])('is refused with %s', async (_, extra, code) => {
    const answer = await website.initialise({ ...text, ...extra });
    expect([answer.status, code === '1003' ? answer.body.error_code : '3001']).toEqual([400, code]);
  });
});

describe('a field that is used for geolocation only', () => {
  it.each([
    ['a language of 45 KB', { language_code: `en${'-abcdefgh'.repeat(5000)}` }],
    ['an invalid language', { language_code: '../../nl' }],
    ['a user agent of 2 KB', { user_agent: 'a'.repeat(2000) }],
    ['an invalid address', { ip_address: 'unknown' }],
    ['an address of 2 KB', { ip_address: '1'.repeat(2000) }],
  ])('is ignored while geolocation is off: %s', async (_, extra) => {
    const answer = await website.initialise({ ...text, ...extra });
    expect([answer.status, answer.body.auth_method]).toEqual([200, 'sms']);
  });
});

describe('a body', () => {
  const form = Buffer.from('type=a');
  it.each([
    ['gzip', gzipSync(form)],
    ['deflate', deflateSync(form)],
    ['br', brotliCompressSync(form)],
    ['gzip', form],
    ['br', form],
    ['deflate', form],
    ['gzip', gzipSync(Buffer.alloc(20_000_000, 'a')).subarray(0, 60_000)],
    ['bogus', form],
  ])('is refused with Content-Encoding %s', async (encoding, body) => {
    expect((await send('POST', start, { body, headers: { ...formType, 'content-encoding': encoding } })).status).toBe(
      415,
    );
    expect(
      (
        await send('POST', '/app/v1/registrations', {
          body,
          headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        })
      ).status,
    ).toBe(415);
  });

  it.each([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    '/;;;',
    'application/x-www-form-urlencoded-not',
  ])('is refused with Content-Type %s', async (type) => {
    expect((await send('POST', start, { body: 'type=a', headers: { 'content-type': type } })).status).toBe(415);
  });

  it('is refused over 64 KiB, before the caller is authenticated', async () => {
    for (const authorization of [site, 'Basic eDp4']) {
      expect(
        (await send('POST', start, { body: `type=${'a'.repeat(65_536)}`, headers: { ...formType, authorization } }))
          .status,
      ).toBe(413);
    }
  });
});

describe('a request', () => {
  const unknown = '/oauth/api/v4/authenticate/transaction/00000000-0000-7000-8000-000000000000';
  it.each(['-1', '61', '1.5', 'NaN', '1e999', 'true', '[]', '1&wait=2'])('is refused with wait=%s', async (wait) => {
    expect((await send('GET', `${unknown}?wait=${wait}`)).body.error_code).toBe('1003');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('is refused with %s', async (method) => {
    expect((await send(method, start)).status).toBe(405);
  });

  it.each([
    '/oauth/api/v4',
    '/oauth/api/v4x',
    '/oauth/api/v4/authenticate%2fuser%2fa%2fenabled',
    `${start}/a/../b/enabled/x`,
    '/oauth/api/v5/authenticate/user',
    '/%',
    '/__proto__',
    '/metrics',
    '/codec/decode',
  ])('is answered 404 at %s', async (path) => {
    expect((await send('GET', path)).status).toBe(404);
  });

  it.each(['a b', 'a'.repeat(256), 'a,b\tc'])('is refused with the Idempotency-Key %j', async (key) => {
    const answer = await website.initialise(text, { 'idempotency-key': key });
    expect([answer.status, answer.body.error_code]).toEqual([400, '1003']);
  });
});

describe('invalid credentials', () => {
  const encode = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  const { id } = endpoints.clients.mobile_authentication;
  it.each([
    ['a NUL', encode('\0:\0')],
    ['the name of an inherited member', encode('__proto__:x')],
    ['no colon', encode(id)],
    ['no secret', encode(`${id}:`)],
    ['the secret of another client', encode(`${id}:${endpoints.clients.end_user.secret}`)],
    ['invalid percent-encoding', encode(`${id}:%zz`)],
    ['another scheme', `Bearer ${endpoints.clients.mobile_authentication.secret}`],
    ['a header without credentials', 'Basic'],
    ['10 KB', encode(`${id}:${'x'.repeat(10_000)}`)],
  ])('are refused: %s', async (_, authorization) => {
    const answer = await send('GET', `${start}/a/enabled`, { headers: { authorization } });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });

  it('are refused as lists in the form', async () => {
    const { secret } = endpoints.clients.mobile_authentication;
    const answer = await send('POST', start, {
      body: `client_id[]=${id}&client_secret[]=${secret}&type=a`,
      headers: { ...formType, authorization: '' },
    });
    expect(answer.status).toBe(401);
  });
});

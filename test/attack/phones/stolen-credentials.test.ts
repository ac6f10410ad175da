import { createHmac, randomUUID } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPush } from '../../app/support/enroll-push.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import type { CallOptions } from '../../app/support/raw-phone.ts';
import { TestDevice } from '../../authorization-server/support/test-device.ts';
import { obtainPushToken } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const url = `${endpoints.api}/app/v1/transactions`;
let victim: RawPhone;
let thief: RawPhone;
/** Another user on the victim's device. */
let housemate: RawPhone;

beforeAll(async () => {
  victim = await RawPhone.connect(endpoints);
  await victim.enrollKeys();
  await enrollPush(victim, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  thief = await RawPhone.connect(endpoints);
  await thief.enrollKeys();
  housemate = await RawPhone.connect(endpoints, { device: victim.device });
  await housemate.enrollKeys();
});

async function initialise(): Promise<string> {
  const form = {
    type: 'login_with_push',
    user_id: victim.userId,
    device_id: victim.device.id,
    callback_uri: `${endpoints.sandbox}/callbacks/stolen`,
    message: 'Pay € 12?',
  };
  return (await website.initialise(form)).body.transaction_id as string;
}

const list = (options: CallOptions) => thief.call('GET', '/transactions', options);

describe('a stolen access token', () => {
  it('is refused without the device key', async () => {
    const { accessToken } = victim;
    const attempts = [
      await list({ accessToken }),
      await list({ accessToken, proof: null }),
      await list({ accessToken: null, headers: { authorization: `Bearer ${accessToken}` } }),
      await thief.call('GET', `/transactions?access_token=${accessToken}`, {
        accessToken: null,
        proofOptions: { url },
      }),
      await list({ accessToken: `${accessToken} ` }),
      await list({ accessToken: accessToken.toUpperCase() }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
  });

  it("is refused with a proof by the thief's key that names the victim's", async () => {
    const { accessToken, device } = victim;
    const proof = await thief.device.prove({ method: 'GET', url, accessToken, header: { jwk: device.jwk } });
    expect((await list({ accessToken, proof })).body.code).toBe('invalid_dpop_proof');
    const named = await thief.device.prove({
      method: 'GET',
      url,
      accessToken,
      header: { kid: device.id, jwk: { ...thief.device.jwk, kid: device.thumbprint } },
    });
    expect((await list({ accessToken, proof: named })).body.code).toBe('invalid_token');
  });
});

describe('a stolen DPoP proof', () => {
  it('is accepted for one of sixteen concurrent requests', async () => {
    const proof = await victim.device.prove({ method: 'GET', url, accessToken: victim.accessToken });
    const answers = await Promise.all(Array.from({ length: 16 }, () => victim.call('GET', '/transactions', { proof })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'invalid_dpop_proof')).toHaveLength(15);
  });

  it('makes another proof with its jti refused', async () => {
    const claims = { jti: randomUUID() };
    const first = await victim.device.prove({ method: 'GET', url, accessToken: victim.accessToken, claims });
    const second = await victim.device.prove({
      method: 'DELETE',
      url: `${endpoints.api}/app/v1/push-enrollment`,
      accessToken: victim.accessToken,
      claims,
    });
    expect((await victim.call('GET', '/transactions', { proof: first })).status).toBe(200);
    expect((await victim.call('DELETE', '/push-enrollment', { proof: second })).body.code).toBe('invalid_dpop_proof');
  });

  it.each([
    ['another method', { method: 'POST', url }],
    ['another URL', { method: 'GET', url: `${url}/stream` }],
    ['the token endpoint', { method: 'GET', url: `${endpoints.api}/oauth/token` }],
    ['another server', { method: 'GET', url: 'https://evil.example/app/v1/transactions' }],
    ['two minutes ago', { method: 'GET', url, skew: -120 }],
    ['in two minutes', { method: 'GET', url, skew: 120 }],
    ['no token', { method: 'GET', url, claims: { ath: undefined } }],
    ['another token', { method: 'GET', url, claims: { ath: 'A'.repeat(43) } }],
  ])('is refused when it was for %s', async (_, options) => {
    const proof = await victim.device.prove({ accessToken: victim.accessToken, ...options });
    expect((await victim.call('GET', '/transactions', { proof })).body.code).toBe('invalid_dpop_proof');
  });
});

describe('a proof with a nonce that the server did not issue', () => {
  it.each(['x', '', 'A'.repeat(43), 7, null])('is refused, whatever its time: %j', async (nonce) => {
    for (const skew of [0, -3_600]) {
      const proof = await victim.device.prove({
        method: 'GET',
        url,
        accessToken: victim.accessToken,
        skew,
        claims: { nonce },
      });
      const { status, body, headers } = await victim.call('GET', '/transactions', { proof });
      expect([status, body.code]).toEqual([401, 'use_dpop_nonce']);
      expect(headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/);
    }
  });
});

describe('a proof signed with', () => {
  const claims = () => ({ jti: randomUUID(), htm: 'GET', htu: url, iat: Math.floor(Date.now() / 1000) });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const part = (header: object) =>
    `${encode({ typ: 'dpop+jwt', jwk: victim.device.jwk, ...header })}.${encode(claims())}`;

  const forgeries: [string, () => Promise<string>][] = [
    ['no signature', async () => `${part({ alg: 'none' })}.`],
    ['no signature, in capitals', async () => `${part({ alg: 'NONE' })}.`],
    ['no signature, as ES256', async () => `${part({ alg: 'ES256' })}.`],
    ['zeros (CVE-2022-21449)', async () => `${part({ alg: 'ES256' })}.${Buffer.alloc(64).toString('base64url')}`],
    [
      'the public key as a secret',
      async () => {
        const pem = await exportSPKI((await importJWK(victim.device.jwk, 'ES256')) as CryptoKey);
        const text = part({ alg: 'HS256' });
        return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
      },
    ],
    [
      'an empty secret',
      async () => {
        const text = part({ alg: 'HS256', jwk: { kty: 'oct', k: '' } });
        return `${text}.${createHmac('sha256', '').update(text).digest('base64url')}`;
      },
    ],
    ['an RSA key', () => signedBy('RS256', {})],
    ['a key on another curve', () => signedBy('ES384', {})],
    ['an Ed25519 key', () => signedBy('EdDSA', { crv: 'Ed25519' })],
    [
      'another key that it names by URL',
      () =>
        byDevice(thief, {
          jwk: undefined,
          jku: 'http://127.0.0.1:1/',
          x5u: 'http://127.0.0.1:1/',
          kid: victim.device.id,
        }),
    ],
    ['the right key for another type', () => byDevice(victim, { typ: 'JWT' })],
    ['the right key and an unknown extension', async () => withExtension(await byDevice(victim, {}))],
  ];

  function byDevice({ device }: RawPhone, header: Record<string, unknown>): Promise<string> {
    return device.prove({ method: 'GET', url, accessToken: victim.accessToken, header });
  }

  function withExtension(proof: string): string {
    const [header = '', ...rest] = proof.split('.');
    return [
      encode({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), crit: ['x-unknown'], 'x-unknown': 1 }),
      ...rest,
    ].join('.');
  }

  async function signedBy(alg: string, options: { crv?: string }): Promise<string> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
    return new SignJWT(claims())
      .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
      .sign(privateKey);
  }

  it.each(forgeries)('%s is refused', async (_, forge) => {
    const proof = await forge();
    expect((await victim.call('GET', '/transactions', { proof })).body.code).toBe('invalid_dpop_proof');
    const atToken = await fetch(`${endpoints.api}/oauth/token`, {
      method: 'POST',
      headers: { dpop: proof },
      body: new URLSearchParams({ grant_type: 'refresh_token', client_id: victim.clientId, refresh_token: 'x' }),
    });
    expect(atToken.status).toBe(400);
  });
});

describe("a user's transaction", () => {
  const opponents = [
    ['on another device', () => thief],
    ['on the same device', () => housemate],
  ] as const;

  it.each(opponents)('does not exist for a profile %s', async (_, opponent) => {
    const id = await initialise();
    const shown = await victim.open((await victim.post(`/transactions/${id}/fetch`)).body.message);
    const answer = await victim.answerTo(shown);
    const refused = [
      await opponent().post(`/transactions/${id}/fetch`),
      await opponent().post(`/transactions/${id}/answer`, { message: await opponent().seal(answer) }),
      await opponent().post(`/transactions/${id}/answer`, { message: await victim.seal(answer) }),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      Array.from({ length: 3 }, () => [404, 'transaction_not_found']),
    );
    expect((await opponent().call('GET', '/transactions')).body.transactions).toEqual([]);
    expect((await website.result(id)).body.status).toBe('pending');
  });

  it.each(opponents)('refuses an answer sealed with the keys of a profile %s', async (_, opponent) => {
    const id = await initialise();
    const shown = await victim.open((await victim.post(`/transactions/${id}/fetch`)).body.message);
    const answer = await victim.post(`/transactions/${id}/answer`, {
      message: await opponent().seal(await victim.answerTo(shown)),
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_answer']);
  });

  it('refuses an answer sealed with replaced keys', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      callback_uri: `${endpoints.sandbox}/callbacks/stolen`,
      message: 'm',
    };
    const id = (await website.initialise(form)).body.transaction_id as string;
    const shown = await phone.open((await phone.post(`/transactions/${id}/fetch`)).body.message);
    const sealed = await phone.seal(await phone.answerTo(shown));
    await phone.enrollKeys();
    expect((await phone.post(`/transactions/${id}/answer`, { message: sealed })).body.code).toBe('invalid_answer');
    await phone.call('DELETE', '/key-enrollment');
    expect((await phone.post(`/transactions/${id}/answer`, { message: sealed })).body.code).toBe('transaction_closed');
  });
});

describe('an enrolment code', () => {
  it('is redeemed only by the device whose client id is named', async () => {
    const code = await website.enrollmentCode(`coveted-${randomUUID()}`);
    const tokenUrl = `${endpoints.api}/oauth/token`;
    const stranger = await TestDevice.create();
    const form = {
      grant_type: 'urn:countersign:grant-type:enrollment-code',
      client_id: victim.clientId,
      enrollment_code: code,
    };
    const use = async (device: TestDevice) =>
      fetch(tokenUrl, {
        method: 'POST',
        headers: { dpop: await device.prove({ url: tokenUrl }) },
        body: new URLSearchParams(form),
      });
    expect((await use(stranger)).status).toBe(400);
    expect((await use(thief.device)).status).toBe(400);
    expect((await use(victim.device)).status).toBe(200);
    expect((await use(victim.device)).status).toBe(400);
  });
});

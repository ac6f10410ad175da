import { X509Certificate, createHash, generateKeyPairSync } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../support/connections/certificates.ts';
import type { Authority } from '../support/connections/certificates.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';
import type { Caller } from './support/self-service-api.ts';

const { endpoints } = useStack();
let authority: Authority;
let caller: Caller;
beforeAll(async () => {
  authority = await createAuthority();
});
beforeEach(async () => {
  caller = await createCaller();
});

async function upload(
  file: string | Uint8Array,
  who = caller,
  { token, field = 'file' }: { token?: string; field?: string } = {},
) {
  const form = new FormData();
  form.append(field, new Blob([typeof file === 'string' ? file : Buffer.from(file)]), 'me.crt');
  const response = await fetch(`${endpoints.api}/self-service/v1/certificates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token ?? (await who.token())}` },
    body: form,
  });
  return { status: response.status, body: await response.json() };
}

const derOf = (pem: string) => new X509Certificate(pem).raw;
const day = 86_400_000;
const stored = async () => query('select id, type from sign_in_method where person_id = $1', [caller.userId]);

describe('POST /self-service/v1/certificates', () => {
  it('takes PEM and DER, keeps old and new ones side by side, and lists them among the sign-in methods', async () => {
    const { certificate } = await authority.issue('Robin');
    const first = await upload(certificate);
    const parsed = new X509Certificate(certificate);
    expect([first.status, first.body]).toEqual([
      201,
      {
        id: expect.any(String),
        subject: 'CN=Robin',
        issuer: parsed.issuer,
        serial: parsed.serialNumber,
        thumbprint_sha256: createHash('sha256').update(parsed.raw).digest('hex'),
        not_before: parsed.validFromDate.toISOString(),
        not_after: parsed.validToDate.toISOString(),
      },
    ]);
    const second = await upload(derOf((await authority.issue('Robin')).certificate));
    expect(second.status).toBe(201);
    const list = await caller.call('GET', '/certificates');
    expect(list.body).toEqual({ items: [first.body, second.body], next_cursor: null });
    const methods = (await caller.call('GET', '/methods')).body.items;
    expect(methods.filter(({ type }: { type: string }) => type === 'certificate')).toEqual(
      [first, second].map(({ body }) =>
        expect.objectContaining({ id: body.id, name: 'Robin', status: 'active', level: 2, removable: true }),
      ),
    );
    const events = await query('select detail from event where user_id = $1 and name = $2', [
      caller.userId,
      'METHOD ADDED',
    ]);
    expect(events).toEqual([{ detail: 'certificate' }, { detail: 'certificate' }]);
  });

  it('refuses what is no certificate of a person, with the reason, and keeps nothing of it', async () => {
    const right = await authority.issue('Robin');
    const weak = (await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    )) as CryptoKeyPair;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issue = async (differently: Parameters<Authority['issue']>[2]) =>
      (await authority.issue('Robin', [], differently)).certificate;
    const files: [reason: string, file: string | Uint8Array][] = [
      ['private_key', right.certificate + right.key],
      ['private_key', privateKey.export({ type: 'pkcs8', format: 'der' })],
      ['private_key', privateKey.export({ type: 'sec1', format: 'der' })],
      ['private_key', privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })],
      ['private_key', Buffer.from('30820a0002010330820900', 'hex')],
      ['several', right.certificate + authority.certificate],
      ['several', Buffer.concat([derOf(right.certificate), derOf(authority.certificate)])],
      ['unreadable', 'not a certificate'],
      ['unreadable', ''],
      ['too_large', Buffer.alloc(16_385)],
      ['expired', await issue({ notBefore: new Date(Date.now() - 2 * day), notAfter: new Date(Date.now() - day) })],
      [
        'not_yet_valid',
        await issue({ notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) }),
      ],
      ['weak_key', await issue({ keys: weak })],
      ['not_for_clients', await issue({ uses: ['1.3.6.1.5.5.7.3.1'] })],
    ];
    for (const [reason, file] of files)
      expect([reason, await upload(file)]).toMatchObject([
        reason,
        { status: 400, body: { code: 'certificate_invalid', reason } },
      ]);
    expect(await stored()).toEqual([]);
  });

  it('refuses another form than that of one file', async () => {
    const { certificate } = await authority.issue('Robin');
    expect(await upload(certificate, caller, { field: 'other' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    expect((await caller.call('POST', '/certificates', { json: { file: certificate } })).body.code).toBe(
      'unsupported_media_type',
    );
    const headers = {
      authorization: `Bearer ${await caller.token()}`,
      'content-type': 'multipart/form-data; boundary=x',
    };
    const broken = await fetch(`${endpoints.api}/self-service/v1/certificates`, {
      method: 'POST',
      headers,
      body: '--y',
    });
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([400, 'invalid_request']);
    expect((await upload(Buffer.alloc(70_000))).status).toBe(413);
  });

  it('asks for a proof of the best level a moment ago, and tells by mail', async () => {
    const { certificate } = await authority.issue('Robin');
    const old = await upload(certificate, caller, { token: await caller.token({ age: 700 }) });
    expect([old.status, old.body.code]).toEqual([401, 'insufficient_user_authentication']);
    const { id } = (await upload(certificate)).body;
    const removal = await caller.call('DELETE', `/certificates/${id}`, { as: await caller.token({ age: 700 }) });
    expect([removal.status, removal.body.code]).toEqual([401, 'insufficient_user_authentication']);
    const changes = await query('select kind, type from method_change where person_id = $1', [caller.userId]);
    expect(changes).toEqual([{ kind: 'added', type: 'certificate' }]);
  });

  it('gives a certificate to one account: of two that upload it at once, one gets it', async () => {
    const { certificate } = await authority.issue('Robin');
    const stranger = await createCaller();
    const answers = await Promise.all([upload(certificate), upload(certificate, stranger)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(answers.map(({ body }) => body.code).filter(Boolean)).toEqual(['certificate_in_use']);
    expect((await upload(certificate)).body.code).toBe('certificate_in_use');
  });

  it('takes five', async () => {
    for (let count = 0; count < 5; count += 1) await upload((await authority.issue(`device ${count}`)).certificate);
    expect((await upload((await authority.issue('sixth')).certificate)).body.code).toBe('method_limit');
  });
});

describe('DELETE /self-service/v1/certificates/:id', () => {
  it('removes an own one, and knows no other', async () => {
    const { id } = (await upload((await authority.issue('Robin')).certificate)).body;
    const stranger = await createCaller();
    expect((await stranger.call('DELETE', `/certificates/${id}`)).body.code).toBe('certificate_unknown');
    expect((await stranger.call('GET', '/certificates')).body.items).toEqual([]);
    expect((await caller.call('DELETE', `/certificates/${id}`)).status).toBe(204);
    expect((await caller.call('DELETE', `/certificates/${id}`)).body.code).toBe('certificate_unknown');
    expect(await stored()).toEqual([]);
    const passkey = await caller.call('POST', '/methods', { json: { type: 'passkey' } });
    expect((await caller.call('DELETE', `/certificates/${passkey.body.id}`)).status).toBe(404);
  });

  it('removes it as a sign-in method too, by a sign-in a moment ago', async () => {
    const { id } = (await upload((await authority.issue('Robin')).certificate)).body;
    const old = await caller.token({ age: 700 });
    expect((await caller.call('DELETE', `/methods/${id}`, { as: old })).body.code).toBe(
      'insufficient_user_authentication',
    );
    expect((await caller.call('DELETE', `/methods/${id}`)).body).toMatchObject({ challenge: { type: 'none' } });
    expect((await caller.call('POST', `/methods/${id}/removal`, { json: {} })).status).toBe(204);
    expect(await stored()).toEqual([]);
  });
});

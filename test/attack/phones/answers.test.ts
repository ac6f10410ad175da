import { randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import { FlattenedSign } from 'jose';
import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPush } from '../../app/support/enroll-push.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;

beforeAll(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
});

type Shown = Record<string, unknown>;

async function initialise(extra: Record<string, string> = {}): Promise<string> {
  const form = { type: 'login_with_push', user_id: phone.userId, device_id: phone.device.id, callback_uri: `${endpoints.sandbox}/callbacks/answers`, message: 'Pay € 12?', ...extra };
  return (await website.initialise(form)).body.transaction_id as string;
}

async function fetchShown(id: string): Promise<Shown> {
  return phone.open((await phone.post(`/transactions/${id}/fetch`)).body.message);
}

const send = (id: string, message: string, messageId?: string) => phone.post(`/transactions/${id}/answer`, { message }, messageId ? { messageId } : {});

/** Both keys of the conversation, as the phone has them. */
function keys() {
  return { own: phone.keys as NonNullable<RawPhone['keys']>, server: phone.serverKey as openpgp.PublicKey };
}

describe('an OpenPGP message that is not sealed as it has to be', () => {
  let id: string;
  let content: string;
  let good: string;

  beforeAll(async () => {
    id = await initialise();
    const answer = await phone.answerTo(await fetchShown(id));
    content = JSON.stringify(answer);
    good = await phone.seal(answer);
  });

  const seal = async (options: Record<string, unknown>, text = content) => (await openpgp.encrypt({ message: await openpgp.createMessage({ text }), ...options } as never)) as string;

  it.each<[string, () => Promise<string>]>([
    ['unsigned', () => seal({ encryptionKeys: keys().server })],
    ['signed and not encrypted', async () => openpgp.sign({ message: await openpgp.createMessage({ text: content }), signingKeys: keys().own.privateKey })],
    ['signed in the clear', async () => openpgp.sign({ message: await openpgp.createCleartextMessage({ text: content }), signingKeys: keys().own.privateKey })],
    ['encrypted to the sender', () => seal({ encryptionKeys: keys().own.publicKey, signingKeys: keys().own.privateKey })],
    ['encrypted to two', () => seal({ encryptionKeys: [keys().server, keys().own.publicKey], signingKeys: keys().own.privateKey })],
    ['encrypted with a password', () => seal({ passwords: ['x'], signingKeys: keys().own.privateKey })],
    ['encrypted with a password besides', () => seal({ encryptionKeys: keys().server, passwords: ['x'], signingKeys: keys().own.privateKey })],
    ['signed twice', () => seal({ encryptionKeys: keys().server, signingKeys: [keys().own.privateKey, keys().own.privateKey] })],
    ['compressed', () => seal({ encryptionKeys: keys().server, signingKeys: keys().own.privateKey, config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib } })],
    ['20 MB in 20 KB', () => seal({ encryptionKeys: keys().server, signingKeys: keys().own.privateKey, config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib } }, `${' '.repeat(20_000_000)}${content}`)],
    ['signed in the future', () => seal({ encryptionKeys: keys().server, signingKeys: keys().own.privateKey, date: new Date(Date.now() + 3_600_000) })],
    ['cut off', async () => `${good.slice(0, -120)}\n-----END PGP MESSAGE-----\n`],
    ['changed in one byte', async () => flipByte(good)],
    ['a key', async () => keys().own.publicKey.armor()],
    ['no answer inside', () => phone.seal('accept')],
    ['not JSON inside', () => seal({ encryptionKeys: keys().server, signingKeys: keys().own.privateKey }, content.slice(0, -1))],
  ])('is refused: %s', async (_, make) => {
    const message = await make();
    const answer = await send(id, message);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_answer']);
    expect((await website.result(id)).body.status).toBe('pending');
  });

  function flipByte(armored: string): string {
    const [, body = ''] = /\n\n([^-]+?)(?:\n=.{4})?\n-----END/.exec(armored) ?? [];
    const bytes = Buffer.from(body, 'base64');
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    return armored.replace(body, bytes.toString('base64'));
  }

  it('leaves the good one good', async () => {
    expect((await send(id, good)).body.status).toBe('authenticated');
  });
});

describe('an answer that could be disputed later', () => {
  const spellings: [string, (signature: string) => string][] = [
    ['padding', (signature) => `${signature}==`],
    ['a line break', (signature) => `${signature}\n`],
    ['a space inside', (signature) => signature.replace(/.{5}$/, ' $&')],
    ['other unused bits', (signature) => signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1)],
    ['base64 instead of base64url', (signature) => signature.replaceAll('-', '+').replaceAll('_', '/').replace(/.{4}$/, '+/+A')],
    ['a NUL', (signature) => `${signature}\0`],
    ['a payload', (signature) => signature.replace('..', '.e30.')],
    ['a fourth part', (signature) => `${signature}.`],
    ['1 KB more', (signature) => signature + 'A'.repeat(1_024)],
    ['zeros', (signature) => signature.replace(/[^.]+$/, Buffer.alloc(64).toString('base64url'))],
  ];
  const displays: [string, unknown][] = [
    ['half a character', { message: '\ud800' }],
    ['half a character in a name', { message: 'Pay € 12?', '\ud800': '' }],
    ['a list', ['Pay € 12?']],
    ['null', null],
    ['another type', { message: ['Pay € 12?'] }],
    ['another case', { Message: 'Pay € 12?' }],
    ['another normal form', { message: 'Pay € 12?'.normalize('NFKD').concat('\u0301') }],
    ['a space more', { message: 'Pay € 12? ' }],
  ];
  let id: string;
  let shown: Shown;

  beforeAll(async () => {
    id = await initialise();
    shown = await fetchShown(id);
  });

  it.each(spellings)('is refused when its signature is spelled with %s', async (_, spell) => {
    const answer = await phone.answerTo(shown);
    const refused = await send(id, await phone.seal({ ...answer, signature: spell(answer['signature'] as string) }));
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_answer']);
  });

  it.each(displays)('is refused when it displayed %s', async (_, displayed) => {
    const refused = await send(id, await phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { displayed })));
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_answer']);
  });

  const header = () => ({ alg: 'ES256', kid: phone.device.id, typ: 'countersign-answer' });
  it.each<[string, () => Record<string, unknown>]>([
    ['another type', () => ({ ...header(), typ: 'dpop+jwt' })],
    ['no type', () => ({ alg: 'ES256', kid: phone.device.id })],
    ['another key', () => ({ ...header(), kid: 'a'.repeat(64) })],
    ['its own key', () => ({ ...header(), jwk: phone.device.jwk })],
    ['an unencoded payload', () => ({ ...header(), b64: false, crit: ['b64'] })],
  ])('is refused when its header names %s', async (_, make) => {
    const { displayed } = await phone.answerTo(shown);
    const payload = canonicalize({ challenge: shown['challenge'], decision: 'accept', displayed, transaction_id: id }) as string;
    const bytes = Buffer.from(payload);
    const signed = make()['b64'] === false ? Buffer.from(bytes.toString('base64url')) : bytes;
    const jws = await new FlattenedSign(signed).setProtectedHeader(make()).sign(phone.device.privateKey);
    const refused = await send(id, await phone.seal({ decision: 'accept', displayed, signature: `${jws.protected}..${jws.signature}` }));
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_answer']);
  });

  it('leaves no trace but an event that tells nothing of its text', async () => {
    expect((await website.result(id)).body.status).toBe('pending');
    expect((await eventsAbout(id)).join('\n')).not.toMatch(/Pay|€/);
  });
});

describe('an answer that comes again', () => {
  it('counts for no other transaction', async () => {
    const first = await initialise();
    const content = await phone.answerTo(await fetchShown(first));
    const sealed = await phone.seal(content);
    const messageId = randomUUID();
    expect((await send(first, sealed, messageId)).body.status).toBe('authenticated');
    const second = await initialise();
    expect((await send(second, sealed, messageId)).body.code).toBe('not_fetched');
    await fetchShown(second);
    expect((await send(second, sealed, messageId)).body.code).toBe('invalid_answer');
    expect((await send(second, await phone.seal(content), messageId)).body.code).toBe('invalid_answer');
    expect((await website.result(second)).body.status).toBe('pending');
  });

  it('is too late after the end, whatever the end was', async () => {
    const [cancelled, expired] = [await initialise(), await initialise({ type: 'short_push' })];
    const late = await Promise.all([cancelled, expired].map(async (id) => phone.seal(await phone.answerTo(await fetchShown(id)))));
    await website.cancel(cancelled);
    await eventually(async () => ((await website.result(expired, '?wait=20')).body.status === 'pending' ? undefined : true), 20_000);
    for (const [index, id] of [cancelled, expired].entries()) {
      const answer = await send(id, late[index] as string);
      expect([answer.status, answer.body.code]).toEqual([410, 'transaction_closed']);
      expect((await website.result(id)).body.is_authenticated).toBe(false);
    }
  });
});

describe('sixteen decisions at once', () => {
  /** Every second one accepts. */
  function sealSixteen(shown: Shown): Promise<string[]> {
    return Promise.all(Array.from({ length: 16 }, async (_, index) => phone.seal(await phone.answerTo(shown, { decision: index % 2 ? 'accept' : 'reject' }))));
  }

  it.each([
    ['accept and reject', false],
    ['accept, reject and cancel', true],
  ])('(%s) have one winner, and everybody is told the same', async (_, withCancel) => {
    const id = await initialise();
    const shown = await fetchShown(id);
    const sealed = await sealSixteen(shown);
    const [answers, cancelled] = await Promise.all([Promise.all(sealed.map((message) => send(id, message))), withCancel ? website.cancel(id) : undefined]);
    const { body: result } = await website.result(id);
    const winners = answers.flatMap(({ status, body }, index) => (status === 200 ? [[body.status, index % 2 ? 'authenticated' : 'not_authenticated']] : []));
    const wasCancelled = result.not_authenticated_reason?.reason === 'cancelled';
    expect(winners).toEqual(wasCancelled ? [] : [[result.status, result.status]]);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(wasCancelled ? 16 : 15);
    if (withCancel) expect(cancelled?.status).toBe(wasCancelled ? 204 : 404);
    expect((await eventsAbout(id)).filter((name) => /^MOBILE AUTH (NOT )?AUTHENTICATED/.test(name))).toHaveLength(1);
  });

  it('under one Message-Id are one decision', async () => {
    const id = await initialise();
    const shown = await fetchShown(id);
    const messageId = randomUUID();
    const sealed = await sealSixteen(shown);
    const answers = await Promise.all(sealed.map((message) => send(id, message, messageId)));
    const { status } = (await website.result(id)).body;
    expect(new Set(answers.map(({ body }) => body.status))).toEqual(new Set([status]));
  });
});

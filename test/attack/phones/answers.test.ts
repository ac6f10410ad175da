import { randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import { FlattenedSign } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsAbout } from '../../app/support/events.ts';
import { connectReachablePhone, fetchShown, initialiseFor } from '../../app/support/reachable-phone.ts';
import type { RawPhone } from '../../app/support/raw-phone.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { pushAgain } from '../../support/push-again.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;

beforeAll(async () => void (phone = await connectReachablePhone(endpoints)));

const send = (id: string, message: string, messageId?: string) =>
  phone.post(`/transactions/${id}/answer`, { message }, messageId ? { messageId } : {});

describe('an answer in another spelling than the one that is signed', () => {
  const spellings: [string, (signature: string) => string][] = [
    ['padding', (signature) => `${signature}==`],
    ['a line break', (signature) => `${signature}\n`],
    ['a space inside', (signature) => signature.replace(/.{5}$/, ' $&')],
    [
      'other unused bits',
      (signature) => signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1),
    ],
    [
      'base64 instead of base64url',
      (signature) => signature.replaceAll('-', '+').replaceAll('_', '/').replace(/.{4}$/, '+/+A'),
    ],
    ['a NUL', (signature) => `${signature}\0`],
    ['a payload', (signature) => signature.replace('..', '.e30.')],
    ['a fourth part', (signature) => `${signature}.`],
    ['1 KB more', (signature) => signature + 'A'.repeat(1_024)],
    ['zeros', (signature) => signature.replace(/[^.]+$/, Buffer.alloc(64).toString('base64url'))],
  ];
  const displays: [string, unknown][] = [
    ['a lone surrogate', { message: '\ud800' }],
    ['a lone surrogate in a name', { message: 'Pay € 12?', '\ud800': '' }],
    ['a list', ['Pay € 12?']],
    ['null', null],
    ['another type', { message: ['Pay € 12?'] }],
    ['another case', { Message: 'Pay € 12?' }],
    ['another normal form', { message: 'Pay € 12?'.normalize('NFKD').concat('\u0301') }],
    ['one more space', { message: 'Pay € 12? ' }],
  ];
  let id: string;
  let shown: Record<string, unknown>;

  beforeAll(async () => {
    id = await initialiseFor(phone, endpoints);
    shown = await fetchShown(phone, id);
  });

  it.each(spellings)('is refused when its signature is spelled with %s', async (_, spell) => {
    const answer = await phone.answerTo(shown);
    const refused = await send(id, await phone.seal({ ...answer, signature: spell(answer['signature'] as string) }));
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_answer']);
  });

  it.each(displays)('is refused when it displayed %s', async (_, displayed) => {
    const refused = await send(
      id,
      await phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { displayed })),
    );
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
    const payload = canonicalize({
      challenge: shown['challenge'],
      decision: 'accept',
      displayed,
      transaction_id: id,
    }) as string;
    const bytes = Buffer.from(payload);
    const signed = make()['b64'] === false ? Buffer.from(bytes.toString('base64url')) : bytes;
    const jws = await new FlattenedSign(signed).setProtectedHeader(make()).sign(phone.device.privateKey);
    const refused = await send(
      id,
      await phone.seal({ decision: 'accept', displayed, signature: `${jws.protected}..${jws.signature}` }),
    );
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_answer']);
  });

  it('leaves the transaction pending, and no text in events', async () => {
    expect((await website.result(id)).body.status).toBe('pending');
    expect((await eventsAbout(id)).join('\n')).not.toMatch(/Pay|€/);
  });
});

describe('a replayed answer', () => {
  it('is refused for another transaction', async () => {
    const first = await initialiseFor(phone, endpoints);
    const content = await phone.answerTo(await fetchShown(phone, first));
    const sealed = await phone.seal(content);
    const messageId = randomUUID();
    expect((await send(first, sealed, messageId)).body.status).toBe('authenticated');
    const second = await initialiseFor(phone, endpoints);
    expect((await send(second, sealed, messageId)).body.code).toBe('not_fetched');
    await fetchShown(phone, second);
    expect((await send(second, sealed, messageId)).body.code).toBe('invalid_answer');
    expect((await send(second, await phone.seal(content), messageId)).body.code).toBe('invalid_answer');
    expect((await website.result(second)).body.status).toBe('pending');
  });

  /** An answer to a transaction that is open for eight seconds, which a machine that stalls can miss. */
  async function answerInTime(): Promise<{ id: string; sealed: string }> {
    for (let tries = 0; tries < 6; tries += 1) {
      await pushAgain(phone.userId);
      const id = await initialiseFor(phone, endpoints, { type: 'short_push' });
      const fetched = await phone.post(`/transactions/${id}/fetch`);
      if (fetched.status !== 200) continue;
      return { id, sealed: await phone.seal(await phone.answerTo(await phone.open(fetched.body.message))) };
    }
    throw new Error('No transaction was fetched while it was open');
  }

  it('is refused after the transaction was cancelled or expired', async () => {
    const cancelled = await initialiseFor(phone, endpoints);
    const sealed = await phone.seal(await phone.answerTo(await fetchShown(phone, cancelled)));
    await website.cancel(cancelled);
    const expired = await answerInTime();
    await eventually(async () =>
      (await website.result(expired.id, '?wait=20')).body.status === 'pending' ? undefined : true,
    );
    for (const { id, sealed: late } of [{ id: cancelled, sealed }, expired]) {
      const answer = await send(id, late);
      expect([answer.status, answer.body.code]).toEqual([410, 'transaction_closed']);
      expect((await website.result(id)).body.is_authenticated).toBe(false);
    }
  });
});

describe('sixteen concurrent decisions', () => {
  /** Seals sixteen answers, alternately reject and accept. */
  function sealSixteen(shown: Record<string, unknown>): Promise<string[]> {
    return Promise.all(
      Array.from({ length: 16 }, async (_, index) =>
        phone.seal(await phone.answerTo(shown, { decision: index % 2 ? 'accept' : 'reject' })),
      ),
    );
  }

  it.each([
    ['accept and reject', false],
    ['accept, reject and cancel', true],
  ])('(%s) have one winner, and the others get 410', async (_, withCancel) => {
    const id = await initialiseFor(phone, endpoints);
    const shown = await fetchShown(phone, id);
    const sealed = await sealSixteen(shown);
    const [answers, cancelled] = await Promise.all([
      Promise.all(sealed.map((message) => send(id, message))),
      withCancel ? website.cancel(id) : undefined,
    ]);
    const { body: result } = await website.result(id);
    const winners = answers.flatMap(({ status, body }, index) =>
      status === 200 ? [[body.status, index % 2 ? 'authenticated' : 'not_authenticated']] : [],
    );
    const wasCancelled = result.not_authenticated_reason?.reason === 'cancelled';
    expect(winners).toEqual(wasCancelled ? [] : [[result.status, result.status]]);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(wasCancelled ? 16 : 15);
    if (withCancel) expect(cancelled?.status).toBe(wasCancelled ? 204 : 404);
    expect((await eventsAbout(id)).filter((name) => /^MOBILE AUTH (NOT )?AUTHENTICATED/.test(name))).toHaveLength(1);
  });

  it('with one Message-Id are one decision', async () => {
    const id = await initialiseFor(phone, endpoints);
    const shown = await fetchShown(phone, id);
    const messageId = randomUUID();
    const sealed = await sealSixteen(shown);
    const answers = await Promise.all(sealed.map((message) => send(id, message, messageId)));
    const { status } = (await website.result(id)).body;
    expect(new Set(answers.map(({ body }) => body.status))).toEqual(new Set([status]));
  });
});

import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { pushAgain } from '../support/push-again.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { makeProfileKeys } from '../security/profile-keys.ts';
import { eventsAbout } from './support/events.ts';
import type { RawPhone } from './support/raw-phone.ts';
import { connectReachablePhone, fetchShown, initialiseFor, sendAnswer } from './support/reachable-phone.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;
let stranger: RawPhone;

beforeAll(async () => {
  phone = await connectReachablePhone(endpoints);
  stranger = await connectReachablePhone(endpoints);
});
beforeEach(() => pushAgain(phone.userId));

describe('POST /app/v1/transactions/{id}/answer', () => {
  it.each([
    [{ decision: 'accept' }, 'authenticated'],
    [{ decision: 'reject' }, 'not_authenticated'],
    [{ decision: 'reject', reason: 'cancelled' }, 'not_authenticated'],
    [{ decision: 'reject', reason: 'not_me' }, 'not_authenticated'],
  ])('accepts %j', async (decision, status) => {
    const id = await initialiseFor(phone, endpoints, { secure_message: 'Invoice 7', signing_data: 'EUR 12 to NL00' });
    const answer = await sendAnswer(phone, id, await phone.answerTo(await fetchShown(phone, id), decision));
    expect([answer.status, answer.body]).toEqual([200, { transaction_id: id, status }]);
    expect((await website.result(id)).body).toMatchObject({
      is_authenticated: status === 'authenticated',
      signature_verified: true,
    });
  });

  it('repeats the answer to the same message, and refuses another message', async () => {
    const id = await initialiseFor(phone, endpoints);
    const content = await phone.answerTo(await fetchShown(phone, id));
    const messageId = randomUUID();
    const first = await sendAnswer(phone, id, content, { messageId });
    const again = await sendAnswer(phone, id, content, { messageId });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    const other = await sendAnswer(phone, id, content);
    expect([other.status, other.body.code, other.body.transaction_status]).toEqual([
      410,
      'transaction_closed',
      'authenticated',
    ]);
  });

  it('accepts only one of sixteen answers at once', async () => {
    const id = await initialiseFor(phone, endpoints);
    const shown = await fetchShown(phone, id);
    const accept = await phone.answerTo(shown);
    const reject = await phone.answerTo(shown, { decision: 'reject', reason: 'not_me' });
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => sendAnswer(phone, id, index % 2 ? accept : reject)),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'transaction_closed')).toHaveLength(15);
    const ends = (await eventsAbout(id)).filter((name) => /^MOBILE AUTH (NOT )?AUTHENTICATED/.test(name));
    expect(ends).toHaveLength(1);
  });

  it('is refused before the transaction was fetched', async () => {
    const answer = await phone.post(`/transactions/${await initialiseFor(phone, endpoints)}/answer`, { message: 'x' });
    expect([answer.status, answer.body.code]).toEqual([409, 'not_fetched']);
  });

  it('gives the same answer for an unknown transaction and for one of another user', async () => {
    const id = await initialiseFor(phone, endpoints);
    const content = await phone.answerTo(await fetchShown(phone, id));
    const theirs = await sendAnswer(stranger, id, content);
    const unknown = await sendAnswer(stranger, randomUUID(), content);
    expect([theirs.status, theirs.body.code]).toEqual([404, 'transaction_not_found']);
    expect({ ...theirs.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    expect(await eventsAbout(id)).toContain('MOBILE AUTH INVALID TRANSACTION');
  });

  it('is refused after the transaction was cancelled', async () => {
    const id = await initialiseFor(phone, endpoints);
    const content = await phone.answerTo(await fetchShown(phone, id));
    await website.cancel(id);
    const answer = await sendAnswer(phone, id, content);
    expect([answer.status, answer.body.code, answer.body.transaction_status]).toEqual([
      410,
      'transaction_closed',
      'cancelled',
    ]);
    expect(await eventsAbout(id)).toContain('MOBILE AUTH TRANSACTION CLOSED: cancelled');
    expect(await eventsAbout(id)).not.toContain('MOBILE AUTH AUTHENTICATED');
  });
});

describe('POST /app/v1/transactions/{id}/answer with a wrong message', () => {
  let id: string;
  let shown: Record<string, unknown>;

  beforeAll(async () => {
    id = await initialiseFor(phone, endpoints, { secure_message: 'Invoice 7' });
    shown = await fetchShown(phone, id);
  });

  const forged = { message: 'Pay € 12000?', secure_message: 'Invoice 7' };

  it.each<[string, () => Promise<string>]>([
    ['shows another text', async () => phone.seal(await phone.answerTo({ ...shown, ...forged }))],
    [
      'states another text than it signed',
      async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { displayed: forged })),
    ],
    [
      'leaves out a part',
      async () =>
        phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { displayed: { message: shown['message'] } })),
    ],
    [
      'adds a part',
      async () =>
        phone.seal(
          await phone.answerTo(
            shown,
            { decision: 'accept' },
            { displayed: { ...forged, message: shown['message'], context: {} } },
          ),
        ),
    ],
    [
      'signed the other decision',
      async () => phone.seal({ ...(await phone.answerTo(shown, { decision: 'reject' })), decision: 'accept' }),
    ],
    [
      'signed for another transaction',
      async () => phone.seal(await phone.answerTo({ ...shown, transaction_id: randomUUID() })),
    ],
    ['signed another challenge', async () => phone.seal(await phone.answerTo({ ...shown, challenge: 'A'.repeat(43) }))],
    [
      'is signed by another device',
      async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, {}, await TestDevice.create())),
    ],
    [
      'has no signature',
      async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { signature: undefined })),
    ],
    [
      'is sealed by another key',
      async () =>
        phone.seal(await phone.answerTo(shown), {
          signingKeys: (await makeProfileKeys('v6', phone.profileId)).privateKey,
        }),
    ],
    ['is sealed by another profile', async () => stranger.seal(await phone.answerTo(shown))],
    ['decides something else', async () => phone.seal(await phone.answerTo(shown, { decision: 'maybe' }))],
    [
      'accepts with a reason',
      async () => phone.seal(await phone.answerTo(shown, { decision: 'accept', reason: 'not_me' })),
    ],
    [
      'has an unknown part',
      async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { admin: true })),
    ],
    ['is not an object', async () => phone.seal('accept')],
    ['is not PGP', async () => 'accept'],
    ['is empty', async () => ''],
    ['is over 48 KiB', async () => 'x'.repeat(50_000)],
  ])('refuses it and changes nothing when it %s', async (_, make) => {
    const answer = await phone.post(`/transactions/${id}/answer`, { message: await make() });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_answer']);
    expect((await website.result(id)).body.status).toBe('pending');
  });

  it('still accepts a right answer afterwards', async () => {
    expect(await eventsAbout(id)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^MOBILE AUTH INVALID ANSWER/)]),
    );
    expect((await sendAnswer(phone, id, await phone.answerTo(shown))).body.status).toBe('authenticated');
  });
});

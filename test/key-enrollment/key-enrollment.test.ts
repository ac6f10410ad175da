import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { makeProfileKeys } from '../security/profile-keys.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
let phone: RawPhone;

beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
});

describe('POST /app/v1/key-enrollment', () => {
  it.each(['v6', 'v4', 'v4 legacy'] as const)('exchanges keys with a %s key', async (kind) => {
    const answer = await phone.enrollKeys(kind);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['server_public_key']);
    expect(phone.serverKey?.isPrivate()).toBe(false);
    expect(phone.serverKey?.getAlgorithmInfo().algorithm).toBe('ed25519');
    expect(await eventsAbout(phone.profileId)).toContain('KEY ENROLLMENT SUCCESS');
  });

  it('changes nothing for the same key, with the same or another Message-Id', async () => {
    const { publicKey } = await makeProfileKeys('v6', phone.profileId);
    const messageId = randomUUID();
    const answers = [];
    for (const id of [messageId, messageId, randomUUID()])
      answers.push(await phone.post('/key-enrollment', { public_key: publicKey.armor() }, { messageId: id }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect((await eventsAbout(phone.profileId)).filter((name) => name === 'KEY ENROLLMENT SUCCESS')).toHaveLength(1);
  });

  it('replaces the key with a new one', async () => {
    await phone.enrollKeys();
    expect((await phone.enrollKeys()).status).toBe(200);
    expect((await eventsAbout(phone.profileId)).filter((name) => name === 'KEY ENROLLMENT SUCCESS')).toHaveLength(2);
  });

  it('accepts the same key from several requests at once', async () => {
    const { publicKey } = await makeProfileKeys('v6', phone.profileId);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => phone.post('/key-enrollment', { public_key: publicKey.armor() })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
  });

  it('refuses the key of another profile, with an event', async () => {
    const { publicKey } = await makeProfileKeys('v6', randomUUID());
    const answer = await phone.post('/key-enrollment', { public_key: publicKey.armor() });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_public_key']);
    expect(await eventsAbout(phone.profileId)).toContain('KEY ENROLLMENT FAILURE INVALID REQUEST');
  });

  it.each([
    ['text that is not a key', { public_key: 'hello' }, 400, 'invalid_public_key'],
    ['an empty key', { public_key: '' }, 400, 'invalid_public_key'],
    ['a key over 16 KiB', { public_key: 'x'.repeat(20_000) }, 400, 'invalid_public_key'],
    ['a number', { public_key: 7 }, 400, 'invalid_request'],
    ['nothing', {}, 400, 'invalid_request'],
    ['an unknown field', { public_key: 'x', private_key: 'y' }, 400, 'invalid_request'],
    ['a list', [], 400, 'invalid_request'],
    ['malformed JSON', '{"public_key":', 400, 'malformed_json'],
    ['a body over 64 KiB', { public_key: 'x'.repeat(70_000) }, 413, 'body_too_large'],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await phone.call('POST', '/key-enrollment', { body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('DELETE /app/v1/key-enrollment', () => {
  it('drops the keys once, and operations that need keys are then refused', async () => {
    await phone.enrollKeys();
    expect((await phone.call('DELETE', '/key-enrollment')).status).toBe(204);
    expect((await phone.call('DELETE', '/key-enrollment')).status).toBe(204);
    expect((await eventsAbout(phone.profileId)).filter((name) => name === 'KEY ENROLLMENT DROPPED')).toHaveLength(1);
    const push = await phone.post('/push-enrollment', { push_token: 'abc' });
    expect([push.status, push.body.code]).toEqual([409, 'keys_not_exchanged']);
  });
});

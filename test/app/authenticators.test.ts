import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { enrollPush } from './support/enroll-push.ts';
import { eventsAbout } from './support/events.ts';
import { RawPhone } from './support/raw-phone.ts';
import type { RawAnswer } from './support/raw-phone.ts';
import { nowInSeconds, TestFactor } from './support/test-factor.ts';

const { endpoints } = useStack();
let phone: RawPhone;
let pin: TestFactor;
let wrong: TestFactor;
let finger: TestFactor;

beforeAll(async () => {
  [pin, wrong, finger] = [
    await TestFactor.create('pin'),
    await TestFactor.create('pin'),
    await TestFactor.create('fingerprint'),
  ];
});
beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
});

interface Change {
  messageId?: string;
  /** The factor that signs the proof; null: no proof is sent. */
  by?: TestFactor | null;
  /** A proof that the test has made. */
  factorProof?: string;
  payload?: object;
}

/** Sets a factor, by default with a proof by the PIN that the test has set first. */
async function set(factor: TestFactor, change: Change = {}): Promise<RawAnswer> {
  const messageId = change.messageId ?? randomUUID();
  const payload = {
    purpose: 'set_authenticator',
    authenticator: factor.name,
    key_thumbprint: await factor.thumbprint(),
    message_id: messageId,
  };
  return phone.call('PUT', `/authenticators/${factor.name}`, {
    body: { public_key: factor.publicJwk },
    messageId,
    headers: await proofHeader(change, payload),
  });
}

async function drop(name: string, change: Change = {}): Promise<RawAnswer> {
  const messageId = change.messageId ?? randomUUID();
  return phone.call('DELETE', `/authenticators/${name}`, {
    messageId,
    headers: await proofHeader(change, { purpose: 'drop_authenticator', authenticator: name, message_id: messageId }),
  });
}

async function proofHeader(
  { by = pin, factorProof, payload }: Change,
  request: object,
): Promise<Record<string, string>> {
  if (by === null) return {};
  return {
    'factor-proof':
      factorProof ?? (await by.prove({ iat: nowInSeconds(), profile_id: phone.profileId, ...request, ...payload })),
  };
}

async function list(): Promise<{ names: string[]; attemptsLeft: number | undefined; max: number }> {
  const { body } = await phone.call('GET', '/authenticators');
  return {
    names: body.authenticators.map(({ name }: { name: string }) => name),
    attemptsLeft: body.attempts_left,
    max: body.max_pin_attempts,
  };
}

const brief = ({ status, body }: RawAnswer) =>
  body ? { status, code: body.code, ...('attempts_left' in body && { left: body.attempts_left }) } : { status };

describe('PUT /app/v1/authenticators/{name}', () => {
  it('sets the first PIN without a proof, and other factors with a proof by the PIN', async () => {
    expect(await list()).toEqual({ names: [], attemptsLeft: undefined, max: 3 });
    expect(brief(await set(pin, { by: null }))).toEqual({ status: 204 });
    expect(brief(await set(finger))).toEqual({ status: 204 });
    expect(brief(await set(await TestFactor.create('my-face_1')))).toEqual({ status: 204 });
    expect(await list()).toEqual({ names: ['pin', 'fingerprint', 'my-face_1'], attemptsLeft: 3, max: 3 });
    const events = await eventsAbout(phone.profileId);
    expect(events.toSorted()).toEqual([
      'AUTHENTICATOR SET: fingerprint',
      'AUTHENTICATOR SET: my-face_1',
      'AUTHENTICATOR SET: pin',
      'PIN VALIDATION SUCCESS',
      'PIN VALIDATION SUCCESS',
    ]);
    const { body } = await phone.call('GET', '/authenticators');
    expect(JSON.stringify(body)).not.toContain(pin.publicJwk.x);
    expect(new Date(body.authenticators[0].created_at).getTime()).toBeGreaterThan(Date.now() - 600_000);
  });

  it('changes the PIN with a proof by the current one', async () => {
    await set(pin, { by: null });
    expect(brief(await set(wrong, { by: wrong }))).toEqual({ status: 403, code: 'wrong_factor_proof', left: 2 });
    expect(brief(await set(wrong))).toEqual({ status: 204 });
    expect(brief(await set(finger, { by: wrong }))).toEqual({ status: 204 });
    expect(brief(await set(finger))).toMatchObject({ code: 'wrong_factor_proof' });
  });

  it('requires a PIN first, and then a proof by it', async () => {
    expect(brief(await set(finger, { by: null }))).toEqual({ status: 409, code: 'pin_required' });
    await set(pin, { by: null });
    expect(brief(await set(finger, { by: null }))).toEqual({ status: 403, code: 'factor_proof_required' });
    await set(finger);
    const replaced = await TestFactor.create('fingerprint');
    expect(brief(await set(replaced, { by: finger }))).toEqual({ status: 400, code: 'invalid_factor_proof' });
  });

  it.each<[string, object]>([
    ['another message', { message_id: randomUUID() }],
    ['another authenticator', { authenticator: 'pin' }],
    ['another key', { key_thumbprint: 'x' }],
    ['another purpose', { purpose: 'drop_authenticator' }],
    ['another profile', { profile_id: randomUUID() }],
    ['yesterday', { iat: nowInSeconds() - 86_400 }],
  ])('refuses a proof for %s and does not count it', async (_, payload) => {
    await set(pin, { by: null });
    expect(brief(await set(finger, { payload }))).toEqual({ status: 400, code: 'invalid_factor_proof' });
    expect(await list()).toMatchObject({ names: ['pin'], attemptsLeft: 3 });
    expect(await eventsAbout(phone.profileId)).toContain('AUTHENTICATOR CHANGE REFUSED: invalid_factor_proof');
  });

  it('repeats the answer to the same message, and counts a wrong PIN in it once', async () => {
    const first = randomUUID();
    await set(pin, { by: null, messageId: first });
    expect(brief(await set(pin, { by: null, messageId: first }))).toEqual({ status: 204 });
    const guess = randomUUID();
    for (let time = 0; time < 3; time++)
      expect(brief(await set(finger, { by: wrong, messageId: guess }))).toEqual({
        status: 403,
        code: 'wrong_factor_proof',
        left: 2,
      });
    const change = randomUUID();
    for (let time = 0; time < 2; time++)
      expect(brief(await set(wrong, { messageId: change }))).toEqual({ status: 204 });
    expect(brief(await set(finger, { messageId: change }))).toEqual({ status: 400, code: 'invalid_request' });
    expect((await eventsAbout(phone.profileId)).filter((event) => event === 'AUTHENTICATOR SET: pin')).toHaveLength(2);
  });

  it('handles one of sixteen repetitions at once', async () => {
    await set(pin, { by: null });
    const messageId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 16 }, () => set(finger, { by: wrong, messageId })));
    expect(new Set(answers.map((answer) => JSON.stringify(brief(answer))))).toEqual(
      new Set([JSON.stringify({ status: 403, code: 'wrong_factor_proof', left: 2 })]),
    );
    expect(await list()).toMatchObject({ attemptsLeft: 2 });
  });

  it('disconnects the user after the last wrong PIN, also with valid factors', async () => {
    await phone.enrollKeys();
    await set(pin, { by: null });
    for (const left of [2, 1])
      expect(brief(await set(finger, { by: wrong }))).toEqual({ status: 403, code: 'wrong_factor_proof', left });
    expect(brief(await set(finger, { by: wrong }))).toEqual({ status: 403, code: 'user_disconnected' });
    expect(brief(await set(finger))).toEqual({ status: 401, code: 'invalid_token' });
    expect(await eventsAbout(phone.device.id)).toContain('PIN VALIDATION LIMIT EXCEEDED');
  });

  it('ends open transactions with the disconnection, and the site gets the result', async () => {
    const website = createWebsite(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    await set(pin, { by: null });
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      callback_uri: `${endpoints.sandbox}/callbacks/limit`,
      message: 'Log in?',
    };
    const { transaction_id: id } = (await website.initialise(form)).body as { transaction_id: string };
    for (let time = 0; time < 3; time++) await set(finger, { by: wrong });
    const reason = await eventually(
      async () => (await website.result(id)).body.not_authenticated_reason?.reason as string | undefined,
    );
    expect(reason).toBe('cancelled');
  });

  it('refuses malformed keys, private keys and the device key', async () => {
    const put = (name: string, key: unknown) =>
      phone.call('PUT', `/authenticators/${name}`, { body: { public_key: key } });
    expect(brief(await put('pin', finger.publicJwk))).toEqual({ status: 400, code: 'invalid_authenticator_key' });
    expect(brief(await put('fingerprint', pin.publicJwk))).toEqual({ status: 400, code: 'invalid_authenticator_key' });
    expect(brief(await put('pin', { ...pin.publicJwk, d: pin.publicJwk.x }))).toEqual({
      status: 400,
      code: 'invalid_authenticator_key',
    });
    expect(brief(await put('pin', {}))).toEqual({ status: 400, code: 'invalid_authenticator_key' });
    expect(brief(await put('pin', 'x'))).toEqual({ status: 400, code: 'invalid_request' });
    await set(pin, { by: null });
    expect(brief(await put('fingerprint', phone.device.publicJwk))).toEqual({
      status: 400,
      code: 'invalid_authenticator_key',
    });
  });

  it.each(['Pin', '-x', 'a%2Fb', 'x'.repeat(64), '%00', 'ä'])('refuses the name %s', async (name) => {
    const answer = await phone.call('PUT', `/authenticators/${name}`, { body: { public_key: finger.publicJwk } });
    expect(brief(answer)).toEqual({ status: 400, code: 'invalid_request' });
  });

  it.each([null, 'x'])('refuses the Message-Id %s', async (messageId) => {
    const answers = [
      await phone.call('PUT', '/authenticators/pin', { body: { public_key: pin.publicJwk }, messageId }),
      await phone.call('DELETE', '/authenticators/pin', { messageId }),
    ];
    for (const { status, body } of answers) expect([status, body.parameter]).toEqual([400, 'Message-Id']);
  });

  it('allows at most ten authenticators', async () => {
    await set(pin, { by: null });
    for (let count = 1; count < 10; count++)
      expect((await set(await TestFactor.create(`face-${count}`))).status).toBe(204);
    expect(brief(await set(await TestFactor.create('face-10')))).toEqual({
      status: 409,
      code: 'too_many_authenticators',
    });
    expect(brief(await set(await TestFactor.create('face-9')))).toEqual({ status: 204 });
  });
});

describe('DELETE /app/v1/authenticators/{name}', () => {
  it('drops one with a proof by the PIN; a repetition changes nothing', async () => {
    await set(pin, { by: null });
    await set(finger);
    expect(brief(await drop('fingerprint', { by: null }))).toEqual({ status: 403, code: 'factor_proof_required' });
    expect(brief(await drop('fingerprint', { by: wrong }))).toEqual({
      status: 403,
      code: 'wrong_factor_proof',
      left: 2,
    });
    expect(brief(await drop('fingerprint', { payload: { key_thumbprint: 'x' } }))).toEqual({
      status: 400,
      code: 'invalid_factor_proof',
    });
    for (let time = 0; time < 2; time++) expect(brief(await drop('fingerprint'))).toEqual({ status: 204 });
    expect((await list()).names).toEqual(['pin']);
    expect((await eventsAbout(phone.profileId)).filter((event) => event.startsWith('AUTHENTICATOR DROPPED'))).toEqual([
      'AUTHENTICATOR DROPPED: fingerprint',
    ]);
  });

  it('drops all of them with the PIN; the repeated message succeeds as well', async () => {
    await set(pin, { by: null });
    await set(finger);
    const messageId = randomUUID();
    for (let time = 0; time < 2; time++) expect(brief(await drop('pin', { messageId }))).toEqual({ status: 204 });
    expect((await list()).names).toEqual([]);
    expect(brief(await drop('pin', { by: null }))).toEqual({ status: 204 });
    expect(brief(await set(wrong, { by: null }))).toEqual({ status: 204 });
  });
});

describe('another user on the same device', () => {
  it('has separate authenticators and attempts', async () => {
    const housemate = await RawPhone.connect(endpoints, { device: phone.device });
    await set(pin, { by: null });
    await set(finger, { by: wrong });
    expect((await housemate.call('GET', '/authenticators')).body).toEqual({ authenticators: [], max_pin_attempts: 3 });
    const messageId = randomUUID();
    const proof = await pin.prove({
      iat: nowInSeconds(),
      profile_id: phone.profileId,
      purpose: 'set_authenticator',
      authenticator: 'fingerprint',
      key_thumbprint: await finger.thumbprint(),
      message_id: messageId,
    });
    const crossed = await housemate.call('PUT', '/authenticators/fingerprint', {
      body: { public_key: finger.publicJwk },
      messageId,
      headers: { 'factor-proof': proof },
    });
    expect(brief(crossed)).toEqual({ status: 409, code: 'pin_required' });
  });
});

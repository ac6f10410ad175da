import { beforeEach, describe, expect, it } from 'vitest';
import { mailsTo } from '../messages/support/mails-to.ts';
import { uniquePhone } from '../authentication/support/people.ts';
import { callPersons, uniqueEmail } from '../persons/support/persons-api.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { query } from '../users/support/rest.ts';
import { codeFor, contactCalls, wrongCode } from './support/contact-calls.ts';
import { createCaller } from './support/self-service-api.ts';
import type { Caller } from './support/self-service-api.ts';

const { endpoints } = useStack();
let caller: Caller;
let calls: ReturnType<typeof contactCalls>;

beforeEach(async () => {
  caller = await createCaller();
  calls = contactCalls(caller);
});

const contactOf = async () => (await callPersons('GET', `/persons/${caller.userId}`)).body;

describe('an e-mail address that a person adds', () => {
  it('gets a code by mail, and is theirs when they type it', async () => {
    const email = uniqueEmail();
    const { status, body } = await calls.add({ type: 'email', email, name: 'Home' });
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        type: 'email',
        status: 'pending',
        expires_at: expect.any(String),
        challenge: { type: 'otp', channel: 'email', destination: email, code_length: 6 },
      },
    ]);
    expect(await calls.list()).toMatchObject([{ id: body.id, status: 'pending', destination: email, name: 'Home' }]);
    const mail = await eventually(async () => (await mailsTo(email))[0], 60_000);
    const code = /\b\d{6}\b/.exec(mail.text ?? '')?.[0] ?? '';
    expect(code).toBe(codeFor(body.id));
    const refused = await calls.verify(body.id, wrongCode(code));
    expect([refused.status, refused.body.code, refused.body.attempts_left]).toEqual([401, 'code_wrong', 4]);
    const { body: verified } = await calls.verify(body.id, code);
    const shown = { id: body.id, type: 'email', name: 'Home', destination: email, status: 'active', level: 1 };
    expect(verified).toMatchObject({ ...shown, removable: false, reason: 'last_method' });
    expect((await calls.verify(body.id, code)).body.code).toBe('method_unknown');
    expect((await callPersons('GET', `/persons?email=${encodeURIComponent(email)}`)).body).toMatchObject({
      person_id: caller.userId,
    });
    expect(await calls.events()).toEqual(['METHOD ADDED: email']);
  });

  it('is one that mail can be sent to', async () => {
    for (const email of ['no address', 'a@b', 'x@example.com\r\nBcc: y@example.com']) {
      const { status, body } = await calls.add({ type: 'email', email });
      expect([email, status, body.code, body.parameter]).toEqual([email, 400, 'email_invalid', 'email']);
    }
    expect((await calls.add({ type: 'email' })).body).toMatchObject({ code: 'invalid_request', parameter: 'email' });
  });

  it('needs the best level of the person, proven a moment ago', async () => {
    const as = await caller.token({ age: 601 });
    const { status, body } = await caller.call('POST', '/methods', {
      as,
      json: { type: 'email', email: uniqueEmail() },
    });
    expect([status, body.code]).toEqual([401, 'insufficient_user_authentication']);
  });

  it('is told to be another person’s only when it was proven', async () => {
    const email = uniqueEmail();
    await contactCalls(await createCaller()).addEmail(email);
    const known = await calls.add({ type: 'email', email });
    const unknown = await calls.add({ type: 'email', email: uniqueEmail() });
    const withoutValues = ({ status, body: { challenge, ...body } }: typeof known) => [
      status,
      Object.keys(body),
      challenge.type,
    ];
    expect(withoutValues(known)).toEqual(withoutValues(unknown));
    const code = codeFor(known.body.id);
    expect((await calls.verify(known.body.id, wrongCode(code))).body.code).toBe('code_wrong');
    const { status, body } = await calls.verify(known.body.id, code);
    expect([status, body.code]).toEqual([409, 'already_in_use']);
  });

  it('is refused when it is theirs already, and takes the place of one that was not verified', async () => {
    const {
      email_addresses: [unverified],
    } = await contactOf();
    const id = await calls.addEmail(unverified.value);
    expect((await contactOf()).email_addresses).toMatchObject([{ value: unverified.value, verified: true }]);
    const again = await calls.add({ type: 'email', email: unverified.value.toUpperCase() });
    expect((await calls.verify(again.body.id, codeFor(again.body.id))).body.code).toBe('already_in_use');
    expect((await calls.list()).filter(({ status }) => status === 'active')).toMatchObject([{ id }]);
  });

  it('is theirs once, whatever number of right codes come at once', async () => {
    const { body } = await calls.add({ type: 'email', email: uniqueEmail() });
    const code = codeFor(body.id);
    const answers = await Promise.all(Array.from({ length: 16 }, () => calls.verify(body.id, code)));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array.from({ length: 15 }, () => 404)]);
    expect(await calls.events()).toEqual(['METHOD ADDED: email']);
  });

  it('can be no more after five wrong codes', async () => {
    const { body } = await calls.add({ type: 'email', email: uniqueEmail() });
    const code = codeFor(body.id);
    for (const left of [4, 3, 2, 1, 0])
      expect((await calls.verify(body.id, wrongCode(code))).body.attempts_left).toBe(left);
    expect((await calls.verify(body.id, code)).body.code).toBe('method_unknown');
  });

  it('is no more guessed at with code after code: ten tries in a quarter of an hour', async () => {
    const guess = async (tries: number) => {
      const { body } = await calls.add({ type: 'email', email: uniqueEmail() });
      const code = codeFor(body.id);
      const answers: string[] = [];
      for (let count = 0; count < tries; count += 1)
        answers.push((await calls.verify(body.id, wrongCode(code))).body.code);
      return { id: body.id as string, code, answers };
    };
    for (let codes = 0; codes < 2; codes += 1)
      expect((await guess(5)).answers).toEqual(Array.from({ length: 5 }, () => 'code_wrong'));
    const { id, code } = await guess(0);
    const refused = await calls.verify(id, code);
    expect([refused.status, refused.body.code]).toEqual([429, 'slow_down']);
  });

  it('is one of five at the most, those that wait among them', async () => {
    for (let count = 0; count < 4; count += 1)
      expect((await calls.add({ type: 'email', email: uniqueEmail() })).status).toBe(201);
    const { status, body } = await calls.add({ type: 'email', email: uniqueEmail() });
    expect([status, body.code]).toEqual([409, 'method_limit']);
  });
});

describe('a phone number that a person adds', () => {
  it('gets a code by text message, and is theirs when they type it', async () => {
    const number = uniquePhone();
    const { body } = await calls.add({ type: 'phone', phone_number: number });
    expect(body.challenge).toEqual({ type: 'otp', channel: 'sms', destination: number, code_length: 6 });
    const message = await eventually(async () => (await textMessagesTo(endpoints, number))[0], 60_000);
    expect(codeIn(message)).toBe(codeFor(body.id));
    expect((await calls.verify(body.id, codeIn(message))).body).toMatchObject({ type: 'phone', destination: number });
    expect((await contactOf()).phone_numbers).toMatchObject([{ value: number, primary: true, verified: true }]);
  });

  it('is noted by its country, and when its code was typed', async () => {
    const { body } = await calls.add({ type: 'phone', phone_number: uniquePhone() });
    const noted = 'select country, is_proven from sent_contact_code where id = $1';
    expect(await query(noted, [body.id])).toEqual([{ country: '31', is_proven: false }]);
    expect((await calls.verify(body.id, codeFor(body.id))).status).toBe(200);
    expect(await query(noted, [body.id])).toEqual([{ country: '31', is_proven: true }]);
  });

  it('is a number in E.164 form', async () => {
    const { status, body } = await calls.add({ type: 'phone', phone_number: '0612345678' });
    expect([status, body.code, body.parameter]).toEqual([400, 'phone_number_invalid', 'phone_number']);
  });

  it('goes to one of two people who prove it at once', async () => {
    const number = uniquePhone();
    const people = [caller, await createCaller()];
    const added = await Promise.all(
      people.map((who) => contactCalls(who).add({ type: 'phone', phone_number: number })),
    );
    const answers = await Promise.all(
      people.map((who, index) => contactCalls(who).verify(added[index]?.body.id, codeFor(added[index]?.body.id))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('already_in_use');
  });

  it('gets no code beyond the limit of its destination', async () => {
    const number = uniquePhone();
    const people = await Promise.all(Array.from({ length: 3 }, () => createCaller()));
    const statuses: number[] = [];
    for (const who of people)
      for (const _ of [1, 2])
        statuses.push((await contactCalls(who).add({ type: 'phone', phone_number: number })).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
    const last = await contactCalls(people[2]!).add({ type: 'phone', phone_number: number });
    expect([last.status, last.body.code]).toEqual([429, 'send_limit_reached']);
  });

  it('gets no code beyond the limit of its person', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      const { status, body } = await calls.add({ type: 'email', email: uniqueEmail() });
      statuses.push(status);
      if (status === 201) await query('delete from sign_in_method where id = $1', [body.id]);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 429]);
  });
});

describe('a contact that is replaced', () => {
  it('goes when the new one is verified, which is the primary one in its place', async () => {
    const former = await calls.addPhone();
    const next = uniquePhone();
    const path = `/methods/${former}/replacement`;
    expect((await caller.call('POST', path, { json: {} })).body).toMatchObject({ parameter: 'phone_number' });
    const { status, body } = await caller.call('POST', path, { json: { phone_number: next } });
    expect([status, body.challenge.destination]).toEqual([201, next]);
    expect((await calls.list()).filter(({ status: state }) => state === 'active')).toMatchObject([{ id: former }]);
    await calls.verify(body.id, codeFor(body.id));
    expect(await calls.list()).toMatchObject([{ id: body.id, destination: next, status: 'active' }]);
    expect((await contactOf()).phone_numbers).toMatchObject([{ value: next, primary: true, verified: true }]);
    expect(await calls.events()).toEqual(['METHOD ADDED: phone', 'METHOD CHANGED: phone']);
    expect((await caller.call('POST', path, { json: { phone_number: next } })).status).toBe(404);
  });
});

it('lists phones with the app, which are removed there', async () => {
  await enrollPhone(endpoints, { userId: caller.userId });
  expect(await calls.list()).toMatchObject([
    { type: 'countersign', status: 'active', level: 3, removable: false, reason: 'on_the_phone' },
  ]);
});

describe('POST /self-service/v1/methods/{id}/primary', () => {
  const choose = (id: string, options: object = {}) => caller.call('POST', `/methods/${id}/primary`, options);
  const primaries = async () =>
    (await calls.list()).filter((method) => method['primary']).map(({ id, type }) => ({ id, type }));

  it('has one address and one number used first, and tells of it', async () => {
    const [mail, other, phone] = [await calls.addEmail(), await calls.addEmail(), await calls.addPhone()];
    const kept = { id: phone, type: 'phone' };
    expect((await choose(mail)).body).toMatchObject({ id: mail, primary: true });
    expect(await primaries()).toEqual([{ id: mail, type: 'email' }, kept]);
    const answers = await Promise.all(Array.from({ length: 16 }, () => choose(other)));
    expect(answers.map(({ status, body }) => [status, body.id, body.primary])).toEqual(
      Array.from({ length: 16 }, () => [200, other, true]),
    );
    expect(await primaries()).toEqual([{ id: other, type: 'email' }, kept]);
    const events = await calls.events();
    expect(events.filter((event) => event === 'METHOD MADE PRIMARY: email')).toHaveLength(2);
    const person = await contactOf();
    expect(person.email_addresses.filter(({ primary }: { primary: boolean }) => primary)).toHaveLength(1);
  });

  it('refuses what is no verified contact of the caller, and a proof that is old', async () => {
    const stranger = await contactCalls(await createCaller()).addEmail();
    const own = await calls.addEmail();
    const { body: pending } = await calls.add({ type: 'email', email: uniqueEmail() });
    for (const id of [stranger, pending.id]) {
      const { status, body } = await choose(id);
      expect([status, body.code]).toEqual([404, 'method_unknown']);
    }
    const old = await choose(own, { as: await caller.token({ age: 601 }) });
    expect([old.status, old.body.code]).toEqual([401, 'insufficient_user_authentication']);
  });
});

import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createContactCodes } from '../../src/commands/authentication/contacts/contact-codes.ts';
import { codeOf } from '../../src/commands/authentication/methods/sending/sign-in-code.ts';
import { loadQueuedMessage } from '../../src/commands/messages/delivery/load-message.ts';
import { pruneMethodChanges, undoChange } from '../../src/commands/persons/sign-in-methods/changes/undo-change.ts';
import { addWaiting } from '../../src/commands/persons/sign-in-methods/contacts/contact-proof.ts';
import {
  removeLostContacts,
  reportContactLost,
} from '../../src/commands/persons/sign-in-methods/contacts/remove-contact.ts';
import { makeContactPrimary } from '../../src/commands/persons/sign-in-methods/contacts/make-primary.ts';
import { verifyContact } from '../../src/commands/persons/sign-in-methods/contacts/verify-contact.ts';
import { addMethod } from '../../src/commands/persons/sign-in-methods/enrollment/add-method.ts';
import { verifyMethod } from '../../src/commands/persons/sign-in-methods/enrollment/verify-method.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { verifyPassword } from '../../src/commands/persons/sign-in-methods/password/verify-password.ts';
import { makeRecoveryCodes } from '../../src/commands/persons/sign-in-methods/recovery-codes/make-recovery-codes.ts';
import { useRecoveryCode } from '../../src/commands/persons/sign-in-methods/recovery-codes/use-recovery-code.ts';
import { removeMethod, reportLost } from '../../src/commands/persons/sign-in-methods/removal/change-method.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { CountersignError } from '../../src/errors/countersign-error.ts';
import { createPersonDatabase, origin } from './support/person-database.ts';
import type { PersonDatabase } from './support/person-database.ts';

const start = Date.parse('2026-12-01T12:00:00Z');
const password = 'sunny rooftop panels';
let database: PersonDatabase;
let deps: PersonDatabase['deps'] & { contactCodes: ReturnType<typeof createContactCodes> };
let personId: string;
let home: string;

beforeAll(async () => {
  database = await createPersonDatabase();
  // There is no Temporal here: codes are not sent.
  const message = { start: () => Promise.reject(new CountersignError('engine_unreachable')) };
  deps = { ...database.deps, contactCodes: createContactCodes({ ...database.deps, engine: { message } }) };
});
afterAll(() => database.drop());
beforeEach(async () => {
  database.setClock(new Date(start));
  home = `${randomUUID()}@example.com`;
  personId = await database.person(home);
});

const after = (seconds: number) => database.setClock(new Date(start + seconds * 1000));
const appCode = (secret: unknown) =>
  TOTP.generate({ secret: Secret.fromBase32(secret as string), timestamp: deps.clock().getTime() });
const person = () => ({ personId, origin });
const methods = async () =>
  (
    await database.query<{ text: string }>(
      `select type || ': ' || status as text from sign_in_method where person_id = ? order by type`,
      [personId],
    )
  ).map(({ text }) => text);
const addresses = () =>
  database.query<{ address: string; is_primary: boolean }>(
    'select address, is_primary from person_email where person_id = ? order by address',
    [personId],
  );

async function addApp(): Promise<string> {
  const { id, shown } = await addMethod(deps, { ...person(), type: 'authenticator_app', name: 'My\u200d phone' });
  await verifyMethod(deps, { ...person(), methodId: id, proof: { code: appCode(shown['secret']) } });
  return id;
}

/** Adds an address that was proven, or puts it in the place of one. */
async function addAddress(destination: string, contactId: string | null = null): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const waiting = { type: 'email', channel: 'email', purpose: 'add', name: null } as const;
  await deps.em().transactional(async (em) => {
    addWaiting(em, deps.keyring, { personId, now, waiting: { ...waiting, id, destination, contactId } });
  });
  expect(await verifyContact(deps, { ...person(), methodId: id, code: codeOf(deps.keyring, id) })).toBe(true);
  return id;
}

/** The newest mail about a change to an address. */
async function mailTo(address: string): Promise<{ token: string; text: string; locale: string }> {
  const rows = await database.query<{ id: string }>(
    `select id from message where user_id = ? and template = 'method_changed' order by id desc`,
    [personId],
  );
  const messages = await Promise.all(rows.map(({ id }) => loadQueuedMessage(deps, id)));
  const message = messages.find((one) => one?.content.to === address);
  const { change, method, link = '' } = message?.content.data ?? {};
  return { token: new URL(link).hash.slice(1), text: `${change}: ${method}`, locale: message?.locale ?? '' };
}

const undo = (token: string) => undoChange(deps, { token, origin });
const refusal = { code: 'undo_link_invalid' };
const undone = async () =>
  (
    await database.query<{ detail: string }>(
      `select detail from event where name = 'METHOD CHANGE UNDONE' and user_id = ? order by id`,
      [personId],
    )
  ).map(({ detail }) => detail);

describe('the link of a mail about a change', () => {
  it('undoes it once, of sixteen at once, and within 72 hours', async () => {
    await addApp();
    const mail = await mailTo(home);
    expect(mail).toMatchObject({ text: 'Added: authenticator app “My phone”', locale: 'en' });
    expect(mail.token).toMatch(/^[\w-]{43}$/);
    const all = await Promise.allSettled(Array.from({ length: 16 }, () => undo(mail.token)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(all.filter(({ status }) => status === 'rejected')).toEqual(
      Array.from({ length: 15 }, () => ({ status: 'rejected', reason: expect.objectContaining(refusal) })),
    );
    expect(await methods()).toEqual([]);
    expect(await undone()).toEqual(['authenticator_app, added']);
    await expect(undo('unknown')).rejects.toMatchObject(refusal);
    const [row] = await database.query<object>('select * from method_change where person_id = ?', [personId]);
    expect(JSON.stringify(row)).not.toContain(mail.token);
  });

  it('is of no use after 72 hours', async () => {
    await addApp();
    const { token } = await mailTo(home);
    after(72 * 3600 - 1);
    expect(await pruneMethodChanges(deps)).toBe(0);
    after(72 * 3600);
    await expect(undo(token)).rejects.toMatchObject(refusal);
    expect(await pruneMethodChanges(deps)).toBeGreaterThan(0);
    expect(await methods()).toEqual(['authenticator_app: active']);
  });

  it('puts back an app that was removed, with its secret', async () => {
    const id = await addApp();
    await removeMethod(deps, { ...person(), methodId: id });
    const { token, text } = await mailTo(home);
    expect([text, await methods()]).toEqual(['Removed: authenticator app “My phone”', []]);
    const secretOf = async () =>
      (await database.query<{ secret: Buffer }>('select secret from sign_in_method where id = ?', [id]))[0]?.secret;
    await undo(token);
    expect([await methods(), (await secretOf())?.length]).toEqual([['authenticator_app: active'], expect.any(Number)]);
  });

  it('has the former address used first again', async () => {
    const second = `${randomUUID()}@example.com`;
    const methodId = await addAddress(second);
    const chosen = async () => (await addresses()).filter((row) => row.is_primary).map((row) => row.address);
    await makeContactPrimary(deps, { ...person(), methodId });
    expect(await chosen()).toEqual([second]);
    // Chosen already: no mail more.
    await makeContactPrimary(deps, { ...person(), methodId });
    const { token, text } = await mailTo(home);
    expect(text).toMatch(/^Chosen to be used first: e-mail address /);
    await undo(token);
    expect([await chosen(), (await addresses()).length, await undone()]).toEqual([[home], 2, ['email, made_primary']]);
  });

  const check = (typed: string) => verifyPassword(deps, { ...person(), identifier: '', password: typed });

  it('takes a password away that was changed, and the one before it: another may know both', async () => {
    await setPassword(deps, { ...person(), password });
    await setPassword(deps, { ...person(), password: 'rainy rooftop panels' });
    const { token, text } = await mailTo(home);
    expect(text).toBe('Changed: password');
    await undo(token);
    expect(await check('rainy rooftop panels')).toEqual({ isRight: false });
    expect(await check(password)).toEqual({ isRight: false });
    expect(await methods()).toEqual([]);
  });

  it('puts a password back where a policy demands one, and it has to be changed', async () => {
    await database.query(
      `insert into authentication_policy (id, name, kind, subject_id, methods, first_factors, minimum_level, factors, conditions, created_at, changed_at)
       values (gen_random_uuid(), 'password', 'user', ?, '["password"]', '["password"]', 1, 1, '[]', now(), now())`,
      [personId],
    );
    await setPassword(deps, { ...person(), password });
    await setPassword(deps, { ...person(), password: 'rainy rooftop panels' });
    await undo((await mailTo(home)).token);
    expect(await check('rainy rooftop panels')).toEqual({ isRight: false });
    expect(await check(password)).toMatchObject({ isRight: true, mustChange: true });
  });

  it('takes away the password also where another method was changed: by it they may have got in', async () => {
    await setPassword(deps, { ...person(), password });
    await addApp();
    await undo((await mailTo(home)).token);
    expect(await methods()).toEqual([]);
  });

  it('does not go to an address that came by a change which can still be undone', async () => {
    const theirs = `${randomUUID()}@example.net`;
    const id = await addAddress(theirs);
    const own = (await mailTo(theirs)).token;
    await addApp();
    await reportContactLost(deps, { ...person(), methodId: id });
    after(86_400);
    await removeLostContacts(deps);
    expect((await mailTo(theirs)).token).toBe(own);
    expect((await mailTo(home)).text).toMatch(/^Removed: e-mail address /);
    await undo((await mailTo(home)).token);
    expect(await addresses()).toContainEqual({ address: theirs, is_primary: false });
  });

  it('makes earlier recovery codes good again', async () => {
    const [former = ''] = await makeRecoveryCodes(deps, person());
    const [later = ''] = await makeRecoveryCodes(deps, person());
    await undo((await mailTo(home)).token);
    expect(await useRecoveryCode(deps, { ...person(), code: later })).toBe(undefined);
    expect(await useRecoveryCode(deps, { ...person(), code: former })).toEqual(expect.any(String));
  });

  it('keeps a method that was said to be lost', async () => {
    const id = await addApp();
    await reportLost(deps, { ...person(), methodId: id });
    const { token, text } = await mailTo(home);
    expect([text, await methods()]).toEqual([
      'Reported lost, to be removed after 24 hours: authenticator app “My phone”',
      ['authenticator_app: removal_pending'],
    ]);
    await undo(token);
    expect(await methods()).toEqual(['authenticator_app: active']);
  });

  it('undoes what came after it too, the newest first, and ends what is not verified yet', async () => {
    const [{ id: former } = { id: '' }] = await database.query<{ id: string }>(
      'select id from person_email where person_id = ?',
      [personId],
    );
    const theirs = `${randomUUID()}@example.net`;
    await addAddress(theirs, former);
    const { token, text } = await mailTo(home);
    expect(text).toBe(`Replaced: e-mail address ${theirs.slice(0, 1)}***@example.net`);
    await addApp();
    await addMethod(deps, { ...person(), type: 'authenticator_app' });
    expect(await addresses()).toEqual([{ address: theirs, is_primary: true }]);
    await undo(token);
    expect(await addresses()).toEqual([{ address: home, is_primary: true }]);
    expect(await methods()).toEqual([]);
    expect(await undone()).toEqual(['authenticator_app, added', 'email, replaced']);
    await expect(undo((await mailTo(theirs)).token)).rejects.toMatchObject(refusal);
  });

  it('undoes nothing else where it went to an address that is new by the change', async () => {
    const theirs = `${randomUUID()}@example.net`;
    await addAddress(theirs);
    const { token } = await mailTo(theirs);
    expect(token).not.toBe((await mailTo(home)).token);
    await addApp();
    await undo(token);
    expect(await addresses()).toEqual([{ address: home, is_primary: true }]);
    expect(await methods()).toEqual(['authenticator_app: active']);
  });

  it('puts back an address that was lost and removed, unless another person has it by now', async () => {
    const [{ id: lost } = { id: '' }] = await database.query<{ id: string }>(
      'select id from person_email where person_id = ?',
      [personId],
    );
    const other = `${randomUUID()}@example.net`;
    await addAddress(other);
    await reportContactLost(deps, { ...person(), methodId: lost });
    after(86_400);
    expect(await removeLostContacts(deps)).toBe(1);
    const { token, text } = await mailTo(home);
    expect(text).toMatch(/^Removed: e-mail address /);
    await undo(token);
    expect(await addresses()).toEqual(
      [
        { address: home, is_primary: true },
        { address: other, is_primary: false },
      ].toSorted((one, next) => one.address.localeCompare(next.address)),
    );
  });

  it('is in the language and the time zone of the person', async () => {
    await database.query(`update person set locale = 'nl-BE', zone = 'Europe/Amsterdam' where id = ?`, [personId]);
    await addApp();
    expect(await mailTo(home)).toMatchObject({ text: 'Toegevoegd: authenticator-app “My phone”', locale: 'nl-BE' });
  });
});

it('mails twenty changes of a person an hour at the most, and records the others all the same', async () => {
  for (let count = 0; count < 22; count += 1) await makeRecoveryCodes(deps, person());
  const rows = (table: string, column: string) =>
    database.query(`select 1 from ${table} where ${column} = ?`, [personId]);
  expect(await rows('message', 'user_id')).toHaveLength(20);
  expect(await rows('method_change', 'person_id')).toHaveLength(22);
  const changes = await database.query(
    'select name, count(*)::int from event where user_id = ? group by 1 order by 1',
    [personId],
  );
  expect(changes).toEqual([
    { name: 'METHOD ADDED', count: 1 },
    { name: 'METHOD CHANGED', count: 21 },
    { name: 'PERSON CREATED', count: 1 },
  ]);
});

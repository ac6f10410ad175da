import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deletePerson } from '../../src/commands/persons/profile/delete-person.ts';
import { noteUnlock } from '../../src/commands/persons/profile/note-unlock.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { verifyPassword } from '../../src/commands/persons/sign-in-methods/password/verify-password.ts';
import { openInRow } from '../../src/entities/columns/row-bound.ts';
import type { OpsDeps } from '../../src/ops/ops-deps.ts';
import { runProgram } from '../../src/ops/run-program.ts';
import { createPersonDatabase, origin } from './support/person-database.ts';
import type { PersonDatabase } from './support/person-database.ts';

const right = 'sunny rooftop panels';
const wrong = 'sunny rooftop panel';
let database: PersonDatabase;
let personId: string;

beforeAll(async () => {
  database = await createPersonDatabase();
  personId = await database.person();
  await setPassword(database.deps, { personId, password: right, origin });
});
afterAll(() => database.drop());

const forgetGuesses = () => database.query('delete from rate_limit');
const verify = (password: string, who: { personId?: string | undefined; knownDevice?: string } = { personId }) =>
  verifyPassword(database.deps, { personId: undefined, identifier: 'robin', ...who, password, origin });
const events = async (name: string) =>
  database.query<{ detail: string; user_id: string }>('select detail, user_id from event where name = ?', [name]);
const stored = async () =>
  (await database.query<Row>('select * from sign_in_method where person_id = ?', [personId]))[0]!;
interface Row {
  id: string;
  secret: Buffer;
  failures: number;
  known_device_failures: number;
}

describe('setPassword', () => {
  it('keeps a peppered hash that is sealed in its row, and tells of it without the password', async () => {
    const { id, secret } = await stored();
    expect(secret.toString('latin1')).not.toContain('argon2id');
    expect(openInRow(database.deps.keyring, 'sign_in_method.secret', id, secret)).toMatch(/^\$argon2id\$v=19\$/);
    expect(await events('METHOD ADDED')).toContainEqual({ detail: 'password', user_id: personId });
  });

  it('refuses what the person is known by, and leaves the one they have', async () => {
    await expect(setPassword(database.deps, { personId, password: `Robin-${personId}`, origin })).rejects.toMatchObject(
      {
        code: 'weak_password',
        extra: { reason: 'personal' },
      },
    );
    expect(await verify(right)).toMatchObject({ isRight: true });
  });

  it('refuses an unknown person', async () => {
    await expect(setPassword(database.deps, { personId: 'no-such', password: right, origin })).rejects.toMatchObject({
      code: 'person_not_found',
    });
  });

  it('of two first ones at once keeps one', async () => {
    const other = await database.person();
    const both = [right, `${right}!`];
    await Promise.all(both.map((password) => setPassword(database.deps, { personId: other, password, origin })));
    const answers = await Promise.all(both.map((password) => verify(password, { personId: other })));
    expect(answers.filter(({ isRight }) => isRight)).toHaveLength(1);
  });
});

describe('verifyPassword', () => {
  it('tells right from wrong, however the letters are composed', async () => {
    const other = await database.person();
    await setPassword(database.deps, { personId: other, password: 'cafe\u0301 on the rooftop', origin });
    expect(await verify('caf\u00e9 on the rooftop', { personId: other })).toMatchObject({
      isRight: true,
      mustChange: false,
    });
    expect(await verify('cafe on the rooftop', { personId: other })).toEqual({ isRight: false });
  });

  it('answers alike for an unknown person, one without a password, a wrong one and a locked one', async () => {
    await forgetGuesses();
    const without = await database.person();
    const locked = await database.person();
    await setPassword(database.deps, { personId: locked, password: right, origin });
    await database.query('update sign_in_method set failures = 100 where person_id = ?', [locked]);
    for (const who of [{}, { personId: 'gone' }, { personId: without }, { personId: locked }])
      expect(await verify(right, who)).toEqual({ isRight: false });
    expect(await verify(wrong)).toEqual({ isRight: false });
  });

  it('derives one hash, whether there is such a person or not', async () => {
    await forgetGuesses();
    const derived: (string | undefined)[] = [];
    const passwords = {
      ...database.deps.passwords,
      matches: (password: string, hash: string | undefined) => {
        derived.push(hash);
        return database.deps.passwords.matches(password, hash);
      },
    };
    for (const id of [undefined, personId])
      await verifyPassword({ ...database.deps, passwords }, { personId: id, identifier: 'x', password: wrong, origin });
    expect(derived).toEqual([undefined, expect.stringMatching(/^\$argon2id/)]);
  });

  it('takes ten guesses in a quarter of an hour, at known and unknown people alike, and does not count right ones', async () => {
    await forgetGuesses();
    await verify(right);
    for (const who of [{ personId }, { personId: undefined }]) {
      const answers = await Promise.allSettled(Array.from({ length: 12 }, () => verify(wrong, who)));
      const refused = answers.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(2);
      expect(refused[0]).toMatchObject({ reason: { code: 'slow_down' } });
    }
    await expect(verify(right)).rejects.toMatchObject({ code: 'slow_down' });
    expect(await verify(right, { personId, knownDevice: 'laptop' })).toMatchObject({ isRight: true });
  });

  it('locks the password for strangers after a hundred wrong ones in a row, told once, and not for known devices', async () => {
    await forgetGuesses();
    await verify(right);
    await database.query('update sign_in_method set failures = 98 where person_id = ?', [personId]);
    const answers = await Promise.all(Array.from({ length: 4 }, () => verify(wrong)));
    expect(answers).toEqual(Array.from({ length: 4 }, () => ({ isRight: false })));
    expect(await stored()).toMatchObject({ failures: 100 });
    expect(await verify(right)).toEqual({ isRight: false });
    expect(await events('METHOD LOCKED')).toEqual([{ detail: 'password, stranger', user_id: personId }]);
    expect(await verify(right, { personId, knownDevice: 'laptop' })).toMatchObject({ isRight: true });
    expect(await stored()).toMatchObject({ failures: 0 });
  });

  it('locks it at known devices by their own failures, until an operator unlocks the person', async () => {
    await forgetGuesses();
    await database.query('update sign_in_method set known_device_failures = 100 where person_id = ?', [personId]);
    expect(await verify(right, { personId, knownDevice: 'laptop' })).toEqual({ isRight: false });
    await noteUnlock(database.deps, { userId: personId, reason: 'asked', origin });
    expect(await verify(right, { personId, knownDevice: 'laptop' })).toMatchObject({ isRight: true });
  });

  it('makes a hash of older parameters anew when it was right', async () => {
    await forgetGuesses();
    const { keyring, passwords } = database.deps;
    const { id, secret } = await stored();
    const open = (sealed: Buffer) => openInRow(keyring, 'sign_in_method.secret', id, sealed);
    const hash = open(secret);
    const outdated = { ...passwords, isOutdated: (text: string) => text === hash };
    const guess = { personId, identifier: 'robin', origin };
    await verifyPassword({ ...database.deps, passwords: outdated }, { ...guess, password: wrong });
    expect(open((await stored()).secret)).toBe(hash);
    expect(
      await verifyPassword({ ...database.deps, passwords: outdated }, { ...guess, password: right }),
    ).toMatchObject({
      isRight: true,
    });
    expect(open((await stored()).secret)).not.toBe(hash);
    expect(await verify(right)).toMatchObject({ isRight: true });
  });

  it('opens no hash that was moved from another person', async () => {
    await forgetGuesses();
    const thief = await database.person();
    await setPassword(database.deps, { personId: thief, password: right, origin });
    const { secret } = await stored();
    await database.query('update sign_in_method set secret = ? where person_id = ?', [secret, thief]);
    await expect(verify(right, { personId: thief })).rejects.toThrow();
  });

  it('tells that the password has to be changed', async () => {
    await forgetGuesses();
    await database.query('update sign_in_method set must_change = true where person_id = ?', [personId]);
    expect(await verify(right)).toMatchObject({ isRight: true, mustChange: true });
    await setPassword(database.deps, { personId, password: right, origin });
    expect(await verify(right)).toMatchObject({ isRight: true, mustChange: false });
  });

  it('refuses a right one that was changed while it was compared', async () => {
    await forgetGuesses();
    const { passwords } = database.deps;
    const slow = {
      ...passwords,
      matches: async (password: string, hash: string | undefined) => {
        const isEqual = await passwords.matches(password, hash);
        await setPassword(database.deps, { personId, password: `${right}!`, origin });
        return isEqual;
      },
    };
    const guess = { personId, identifier: 'robin', password: right, origin };
    expect(await verifyPassword({ ...database.deps, passwords: slow }, guess)).toEqual({ isRight: false });
  });

  it('does not wait in a queue without an end', async () => {
    await forgetGuesses();
    // So many that even after a pause of the database enough of them come at once.
    const unknown = Array.from({ length: 300 }, (_, n) => n);
    const answers = await Promise.allSettled(
      unknown.map((n) =>
        verifyPassword(database.deps, { personId: undefined, identifier: `flood-${n}`, password: wrong, origin }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { code: 'busy', httpStatus: 503 } });
  });
});

describe('ops persons set-password', () => {
  const run = async (user: string, input: string) => {
    const printed: string[] = [];
    const terminal = {
      print: (text: string) => void printed.push(text),
      complain: (text: string) => void printed.push(text),
      isInteractive: false,
      ask: () => Promise.resolve(''),
      readInput: () => Promise.resolve(input),
      account: 'ada',
    };
    const connect = () => Promise.resolve(database.deps as unknown as OpsDeps);
    return { code: await runProgram(['persons', 'set-password', user], { terminal, connect }), said: printed.join() };
  };

  it('gives a person by e-mail address or id the password of standard input, as an operator', async () => {
    await forgetGuesses();
    const other = await database.person('Ops.Person@example.com');
    expect(await run('ops.person@EXAMPLE.com', `${right} 1\n`)).toMatchObject({ code: 0 });
    expect(await verify(`${right} 1`, { personId: other })).toMatchObject({ isRight: true });
    const { code, said } = await run(other, `${right} 2\r\nmore`);
    expect([code, said]).toEqual([0, expect.not.stringContaining('rooftop')]);
    expect(await verify(`${right} 2`, { personId: other })).toMatchObject({ isRight: true });
    const told = await database.query("select agent_user from event where user_id = ? and name like 'METHOD%'", [
      other,
    ]);
    expect(told).toEqual([{ agent_user: 'ada' }, { agent_user: 'ada' }]);
  });

  it('refuses a weak one and an unknown person', async () => {
    expect(await run(personId, 'short\n')).toMatchObject({ code: 1, said: expect.stringContaining('weak_password') });
    expect(await run('not-there', `${right}\n`)).toMatchObject({
      code: 1,
      said: expect.stringContaining('person_not_found'),
    });
  });
});

it('goes with its person', async () => {
  await deletePerson(database.deps, { userId: personId, ifMatch: undefined, origin });
  expect(await database.query('select id from sign_in_method where person_id = ?', [personId])).toEqual([]);
});

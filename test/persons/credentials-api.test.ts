import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bounds, rateLimits } from '../../src/domain/rate-limits/limits.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { changeStatus } from '../../src/commands/persons/profile/change-status.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { callPersons } from './support/persons-api.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server.stop());

const origin = { requestId: 'test' };
const newPerson = () => addPersonWithPassword(server.deps, server.endpoints);
const validate = (json: unknown, client?: 'administration' | null) =>
  callPersons('POST', '/credentials/validate', { json, ...(client !== undefined && { client }) }, server.endpoints);
const refusal = { error_code: 9401, error_message: 'The credentials are wrong.' };

const eventsOf = (userId: string | null) =>
  server.deps
    .em()
    .execute<{ name: string; detail: string | null }[]>(
      "select name, detail from event where name like 'CREDENTIALS %' and user_id is not distinct from ? order by occurred_at, id",
      [userId],
    );

describe('POST /api/credentials/validate', () => {
  it('shows whose password it is, by e-mail address in whatever case', async () => {
    const { id, email } = await newPerson();
    for (const identifier of [email, email.toUpperCase(), ` ${email} `]) {
      const { status, headers, body } = await validate({ identifier, password: rightPassword });
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(headers.getSetCookie()).toEqual([]);
      expect(body).toEqual({ person_id: id, password_change_required: false });
    }
    expect(await eventsOf(id)).toEqual(
      Array.from({ length: 3 }, () => ({ name: 'CREDENTIALS VALIDATED', detail: null })),
    );
  });

  it('is for an API client with the scope', async () => {
    const json = { identifier: 'a@example.com', password: 'x' };
    expect((await validate(json, null)).status).toBe(401);
    expect((await validate(json, 'administration')).status).toBe(403);
  });

  it.each([
    ['nothing', {}],
    ['no password', { identifier: 'a@example.com' }],
    ['another member', { identifier: 'a@example.com', password: 'x', roles: ['Administrator'] }],
    ['texts of other kinds', { identifier: ['a'], password: { $ne: null } }],
    ['a password without end', { identifier: 'a@example.com', password: 'x'.repeat(1025) }],
  ])('refuses %s', async (_what, json) => {
    expect((await validate(json)).status).toBe(400);
  });

  it('answers alike for unknown, wrong, without a password, disabled, and for texts that no person has', async () => {
    const { id, email } = await newPerson();
    const disabled = await newPerson();
    await changeStatus(server.deps, { userId: disabled.id, to: 'disabled', reason: 'test', origin });
    for (const json of [
      { identifier: email, password: 'not the password' },
      { identifier: `${randomUUID()}@example.com`, password: rightPassword },
      { identifier: '\u0000', password: rightPassword },
      { identifier: "' or 1=1 --", password: rightPassword },
      { identifier: disabled.email, password: rightPassword },
    ])
      expect(await validate(json)).toMatchObject({ status: 401, body: refusal });
    expect(await eventsOf(id)).toEqual([{ name: 'CREDENTIALS REFUSED', detail: 'wrong' }]);
    expect(await eventsOf(disabled.id)).toEqual([{ name: 'CREDENTIALS REFUSED', detail: 'user_not_active' }]);
    expect(await eventsOf(null)).toContainEqual({ name: 'CREDENTIALS REFUSED', detail: 'unknown' });
  });

  it('names a password that has to be changed', async () => {
    const { id, email } = await newPerson();
    await server.deps
      .em()
      .execute("update sign_in_method set must_change = true where person_id = ? and type = 'password'", [id]);
    const { body } = await validate({ identifier: email, password: rightPassword });
    expect(body).toEqual({ person_id: id, password_change_required: true });
  });

  it('counts guesses with those at sign-ins: beyond the limit the right one is refused, too', async () => {
    const { id, email } = await newPerson();
    const { most } = rateLimits['sign-in-guess'];
    const tries = await Promise.all(
      Array.from({ length: most + 4 }, (_, index) => validate({ identifier: email, password: `wrong ${index}` })),
    );
    expect(tries.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(most);
    const refused = tries.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await validate({ identifier: email, password: rightPassword })).status).toBe(429);
    const [row] = await server.deps
      .em()
      .execute<{ failures: number }[]>(
        "select failures from sign_in_method where person_id = ? and type = 'password'",
        [id],
      );
    expect(row!.failures).toBeGreaterThan(0);
    expect(row!.failures).toBeLessThanOrEqual(bounds['sign-in-failures'].most);
    // An identifier that is no person's is limited like one that is.
    const unknown = `${randomUUID()}@example.com`;
    const guesses = await Promise.all(
      Array.from({ length: most + 4 }, () => validate({ identifier: unknown, password: 'x' })),
    );
    expect(guesses.some(({ status }) => status === 429)).toBe(true);
  });

  it('counts what one site is refused over all people: beyond the limit it is not found out who has a password', async () => {
    const { email } = await newPerson();
    expect((await validate({ identifier: `${randomUUID()}@example.com`, password: 'x' })).status).toBe(401);
    const counted = "key like 'credentials-refused:client:%'";
    const { most } = rateLimits['credentials-refused:client'];
    const em = server.deps.em();
    await em.execute(`update rate_limit set points = ?, expire = ? where ${counted}`, [most, Date.now() + 3_600_000]);
    for (const password of [rightPassword, 'x'])
      expect(await validate({ identifier: email, password })).toMatchObject({ status: 429 });
    await em.execute(`delete from rate_limit where ${counted}`);
    expect((await validate({ identifier: email, password: rightPassword })).status).toBe(200);
  });

  it('writes no credential down', async () => {
    const { email } = await newPerson();
    const password = `secret ${randomUUID()}`;
    await setPassword(server.deps, { personId: (await newPerson()).id, password, origin });
    await validate({ identifier: email, password });
    const rows = await server.deps.em().execute<{ event: string }[]>('select event::text from event');
    const all = rows.map(({ event }) => event).join();
    expect(all).not.toContain(password);
    expect(all).not.toContain(email);
  });

  it('is off where the setting says so, whatever is sent', async () => {
    const { email } = await newPerson();
    await server.change({ credentials_api_enabled: false });
    const { status, body } = await validate({ identifier: email, password: rightPassword });
    expect([status, body]).toEqual([503, { error_code: 1001, error_message: 'The Credentials API is off.' }]);
    await server.change({ credentials_api_enabled: undefined });
    expect((await validate({ identifier: email, password: rightPassword })).status).toBe(200);
  });
});

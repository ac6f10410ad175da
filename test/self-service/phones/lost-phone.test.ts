import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeLostPhones } from '../../../src/commands/authentication/own-methods/lost-phone.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push } from '../../configuration/support/types.ts';
import { mailsTo } from '../../messages/support/mails-to.ts';
import { uniqueEmail } from '../../persons/support/persons-api.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { createCaller } from '../support/self-service-api.ts';
import type { Caller } from '../support/self-service-api.ts';

let server: OwnServer;
let caller: Caller;
let home: string;
let phone: EnrolledPhone;

beforeAll(async () => {
  server = await startOwnServer();
  const type = await addType(createConfigurationApi(server.endpoints), push());
  await server.change({ login_mobile_authentication_type: type, push_enrollment_mode: 'multiple_devices' });
});
afterAll(() => server?.stop());
beforeEach(async () => {
  home = uniqueEmail();
  const emails = [{ value: home, primary: true, verified: true }];
  caller = await createCaller(server.endpoints, { email_addresses: emails });
  phone = await enrollPhone(server.endpoints, { userId: caller.userId });
});

const rows = (sql: string) => query<Record<string, string>>(server.endpoints.postgres_url, sql, [caller.userId]);
const list = async () => (await caller.call('GET', '/methods')).body.items as Record<string, unknown>[];
const shown = async () => (await list()).filter(({ type }) => type === 'countersign');
const idOfPhone = async () => (await shown())[0]?.['id'] as string;
const lose = (id: string, who = caller, as?: string) =>
  who.call('DELETE', `/methods/${id}?lost=true`, as === undefined ? {} : { as });
const keep = (id: string, who = caller) => who.call('DELETE', `/methods/${id}/removal`);
const inHours = (hours: number) => ({ ...server.deps, clock: () => new Date(Date.now() + hours * 3_600_000) });
const events = async () =>
  (await rows("select name, detail from event where user_id = $1 and name like 'METHOD%' order by id")).map(
    ({ name, detail }) => `${name}: ${detail}`,
  );
/** The mail to the person about what became of their phone, with what its link carries. */
const mailAbout = (change: string) =>
  eventually(async () => {
    const mails = await mailsTo(home);
    const found = mails.find(({ text }) => text?.includes(change) && text.includes('phone with the app'));
    const link = found && /https?:\/\/\S+\/account\/not-me#(\S+)/.exec(found.text ?? '');
    return link?.[1] ? { text: link.input, token: link[1] } : undefined;
  }, 60_000);
const undo = async (token: string) =>
  (
    await fetch(`${server.endpoints.api}/authentication/undo-change`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(server.endpoints.api).origin },
      body: JSON.stringify({ token }),
    })
  ).status;
const isDisconnected = async () => {
  const registrations = await rows('select id from registration where user_id = $1');
  const grants = await rows('select id from oauth_grant where account_id = $1 and registration_id is not null');
  return registrations.length + grants.length === 0;
};

describe('a phone that is connected', () => {
  it('is told by mail once, and the link of the mail disconnects it', async () => {
    const { text, token } = await mailAbout('Added');
    expect(text).toContain(`phone with the app “phone of ${caller.userId}”`);
    // The same phone with another code is no new one.
    await phone.app.connect(
      (await caller.call('POST', '/methods', { json: { type: 'countersign' } })).body.challenge.enrollment_code,
    );
    expect((await rows("select id from method_change where person_id = $1 and kind = 'added'")).length).toBe(1);
    expect(await undo(token)).toBe(204);
    expect(await isDisconnected()).toBe(true);
    expect(await shown()).toEqual([]);
    expect(await events()).toEqual(['METHOD REMOVED: countersign', 'METHOD CHANGE UNDONE: countersign, added']);
    expect(await undo(token)).toBe(410);
  });

  it('is told by mail when the app removes it, too', async () => {
    await phone.app.forget(phone.profile.profileId);
    expect((await mailAbout('Removed')).text).toContain(`“phone of ${caller.userId}”`);
  });
});

describe('DELETE /self-service/v1/methods/{id}?lost=true of a phone', () => {
  it('disconnects it after a day, with its grants and push, and tells of both', async () => {
    const id = await idOfPhone();
    const answers = await Promise.all(Array.from({ length: 8 }, () => lose(id)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.status} ${body.due_at}`)).size).toBe(1);
    const { due_at: due } = answers[0]?.body ?? {};
    expect(Math.abs(Date.parse(due) - Date.now() - 24 * 3_600_000)).toBeLessThan(600_000);
    expect(await shown()).toMatchObject([{ id, status: 'removal_pending', due_at: due }]);
    await mailAbout('Reported lost');
    await removeLostPhones(inHours(23));
    expect(await isDisconnected()).toBe(false);
    const ended = await Promise.all([removeLostPhones(inHours(25)), removeLostPhones(inHours(25))]);
    expect(ended.some((count) => count > 0)).toBe(true);
    expect(await isDisconnected()).toBe(true);
    expect(
      await rows(
        'select p.id from push_enrollment p join registration r on r.id = p.registration_id where r.user_id = $1',
      ),
    ).toEqual([]);
    await expect(phone.app.transactions(phone.profile.profileId)).rejects.toThrow();
    await mailAbout('Removed');
    expect(await events()).toEqual(['METHOD REPORTED LOST: countersign', 'METHOD REMOVED: countersign']);
  });

  it('is taken back by the person, by the link of the mail, and by connecting the phone anew', async () => {
    const id = await idOfPhone();
    const states = async () => (await shown()).map(({ status, due_at: due }) => [status, due === null]);
    expect((await keep(id)).status).toBe(404);
    await lose(id);
    expect((await keep(id)).status).toBe(204);
    expect(await states()).toEqual([['active', true]]);

    await lose(id);
    expect(await undo((await mailAbout('Reported lost')).token)).toBe(204);
    expect(await states()).toEqual([['active', true]]);

    await lose(id);
    const { challenge } = (await caller.call('POST', '/methods', { json: { type: 'countersign' } })).body;
    await phone.app.connect(challenge.enrollment_code);
    expect(await states()).toEqual([['active', true]]);
    await removeLostPhones(inHours(25));
    expect(await isDisconnected()).toBe(false);
  });

  it('needs the best level of the person, proven a moment ago, and tells a stranger nothing', async () => {
    const id = await idOfPhone();
    const old = await lose(id, caller, await caller.token({ age: 601 }));
    expect([old.status, old.body.code]).toEqual([401, 'insufficient_user_authentication']);
    const stranger = await createCaller(server.endpoints);
    for (const answer of [await lose(id, stranger), await keep(id, stranger)])
      expect([answer.status, answer.body.code]).toEqual([404, 'method_unknown']);
    expect(await shown()).toMatchObject([{ id, status: 'active' }]);
  });

  it('is refused where policy demands the phone, unless another one is left', async () => {
    const id = await idOfPhone();
    await query(
      server.endpoints.postgres_url,
      `insert into authentication_policy (id, name, kind, subject_id, methods, first_factors, minimum_level, factors, conditions, created_at, changed_at)
       values (gen_random_uuid(), 'with the phone', 'user', $1, '["email","countersign"]', '["email"]', 2, 2, '[]', now(), now())`,
      [caller.userId],
    );
    const refused = await lose(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'method_required_by_policy']);
    expect(await shown()).toMatchObject([{ id, reason: 'method_required_by_policy' }]);
    await enrollPhone(server.endpoints, { userId: caller.userId });
    expect((await lose(id)).status).toBe(202);
    // What is about to go is no phone that is left.
    const other = (await shown()).find((one) => one['id'] !== id)?.['id'] as string;
    expect((await lose(other)).body.code).toBe('method_required_by_policy');
  });
});

import { expect, it } from 'vitest';
import { mailsTo } from '../messages/support/mails-to.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';

const path = '/credentials/user-code';

it('a person sets, replaces and removes their user code, which is not shown', async () => {
  const caller = await createCaller();
  const isSet = async () => (await caller.call('GET', path)).body;
  const stored = () => query('select hash from user_code where person_id = $1', [caller.userId]);
  expect(await isSet()).toEqual({ set: false });
  for (const user_code of ['1234', '  four words of mine  ', '🔑🔑🔑🔑'])
    expect((await caller.call('PUT', path, { json: { user_code } })).status).toBe(204);
  expect(await isSet()).toEqual({ set: true });
  const both = await Promise.all(
    ['first', 'second'].map((user_code) => caller.call('PUT', path, { json: { user_code } })),
  );
  expect(both.map(({ status }) => status)).toEqual([204, 204]);
  expect(await stored()).toHaveLength(1);
  for (let count = 0; count < 2; count += 1) expect((await caller.call('DELETE', path)).status).toBe(204);
  expect(await isSet()).toEqual({ set: false });
  expect(await stored()).toEqual([]);
  const events = await eventsOf(caller.userId);
  expect(events.filter((name) => name.startsWith('USER CODE CHANGED'))).toHaveLength(5);
  expect(events.filter((name) => name.startsWith('USER CODE REMOVED'))).toHaveLength(1);
});

it('each change is told by mail to the verified addresses of the person, in their language, without the code', async () => {
  const home = uniqueEmail();
  const emails = [{ value: home, primary: true, verified: true }, { value: uniqueEmail() }];
  const caller = await createCaller(useStack().endpoints, { email_addresses: emails });
  await query("update person set locale = 'nl' where id = $1", [caller.userId]);
  for (const user_code of ['1234', '12345678']) await caller.call('PUT', path, { json: { user_code } });
  for (let count = 0; count < 2; count += 1) await caller.call('DELETE', path);
  const told = async () => (await mailsTo(home)).filter(({ text }) => text?.includes('De code is'));
  const mails = await eventually(async () => ((await told()).length >= 3 ? told() : undefined), 60_000);
  const changes = mails.map(({ text }) => /De code is \w+\./.exec(text ?? '')?.[0]).toSorted();
  expect(changes).toEqual(['De code is gewijzigd.', 'De code is ingesteld.', 'De code is verwijderd.']);
  for (const { text, subject } of mails) {
    expect(subject).toBe('Je code voor verzoeken bij Countersign is gewijzigd');
    expect(text).not.toMatch(/1234|#/);
  }
  const sent = await query('select id from message where user_id = $1', [caller.userId]);
  expect(sent).toHaveLength(3);
});

it('a user code is 4 to 32 printable characters', async () => {
  const caller = await createCaller();
  const refused = ['', '123', '  12  ', 'x'.repeat(33), 'pay\u202e12', 'line\nbreak', 'nul\u0000nul', 1234, null];
  for (const user_code of refused)
    expect(await caller.call('PUT', path, { json: { user_code } })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  const more = { user_code: '1234', person_id: caller.userId };
  expect((await caller.call('PUT', path, { json: more })).status).toBe(400);
});

it('changes of a user code need the best level, proven a moment ago, and the scope', async () => {
  const caller = await createCaller();
  const old = await caller.token({ age: 3600 });
  const reading = await caller.token({ scope: 'self_service:read' });
  for (const [method, json] of [['PUT', { user_code: '1234' }], ['DELETE']] as const) {
    expect(await caller.call(method, path, { json, as: old })).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication' },
    });
    expect((await caller.call(method, path, { json, as: reading })).status).toBe(403);
    expect((await caller.call(method, path, { json, as: null })).status).toBe(401);
  }
  expect((await caller.call('GET', path, { as: reading })).body).toEqual({ set: false });
});

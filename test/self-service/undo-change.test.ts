import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { mailsTo } from '../messages/support/mails-to.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { addArtifact } from '../users/support/web-user.ts';
import { contactCalls } from './support/contact-calls.ts';
import { createCaller } from './support/self-service-api.ts';

const { endpoints } = useStack();
const { origin } = new URL(endpoints.api);

async function undo(token: string, from: string | null = origin): Promise<[number, string | undefined]> {
  const response = await fetch(`${endpoints.api}/authentication/undo-change`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(from === null ? {} : { origin: from }) },
    body: JSON.stringify({ token }),
  });
  const text = await response.text();
  return [response.status, text === '' ? undefined : JSON.parse(text).code];
}

it('tells every address of a change in the language of the person, and undoes it by the link of a mail', async () => {
  const caller = await createCaller();
  await query("update person set locale = 'nl' where id = $1", [caller.userId]);
  const calls = contactCalls(caller);
  const [home, theirs] = [uniqueEmail(), `x-${uniqueEmail()}`];
  await calls.addEmail(home);
  await calls.addEmail(theirs);
  const session = randomUUID();
  await addArtifact('Session', { userId: caller.userId, uid: session });
  await query(
    `insert into oauth_grant (id, account_id, client_id, payload, expires_at) values ($1, $2, 'shop', '{}', now() + interval '1 day')`,
    [session, caller.userId],
  );
  const mail = await eventually(
    async () => (await mailsTo(home)).find(({ text }) => text?.includes(`${theirs.slice(0, 1)}***@example.com`)),
    60_000,
  );
  expect(mail.subject).toBe('Je inlogmethode bij Countersign is gewijzigd');
  const link = new URL(/https?:\/\/\S+#\S+/.exec(mail.text ?? '')?.[0] ?? 'about:blank');
  expect([link.origin, link.pathname]).toEqual([origin, '/account/not-me']);
  const token = link.hash.slice(1);
  expect(await undo(token, 'https://elsewhere.example')).toEqual([403, 'origin_refused']);
  expect(await undo(token, null)).toEqual([403, 'origin_refused']);
  expect((await calls.list()).map(({ destination }) => destination)).toEqual([home, theirs]);
  expect(await undo(token)).toEqual([204, undefined]);
  expect((await calls.list()).map(({ destination }) => destination)).toEqual([home]);
  expect(await undo(token)).toEqual([410, 'undo_link_invalid']);
  expect(await query('select id from oauth_artifact where uid = $1', [session])).toEqual([]);
  expect(await query('select id from oauth_grant where id = $1', [session])).toEqual([]);
  expect(await calls.events()).toEqual([
    'METHOD ADDED: email',
    'METHOD ADDED: email',
    'METHOD CHANGE UNDONE: email, added',
  ]);
});

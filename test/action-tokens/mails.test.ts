import { describe, expect, it } from 'vitest';
import { endLostUses } from '../../src/activities/maintenance/end-lost-uses.ts';
import { pruneActionTokens } from '../../src/commands/action-tokens/open/open-tokens.ts';
import { performAction } from '../../src/commands/action-tokens/use/perform-action.ts';
import { takeToken } from '../../src/commands/action-tokens/use/take-token.ts';
import { mailsTo } from '../messages/support/mails-to.ts';
import { callPersons, uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useTokenServer } from './support/token-server.ts';
import {
  activation,
  askForToken,
  createToken,
  login,
  personOn,
  processToken,
  refusalOf,
  statusOf,
} from './support/tokens.ts';

const own = useTokenServer({ person_activation_enabled: true });

const ask = (personId: string, json: object) => askForToken(personId, json, own.endpoints);

/** The newest mail to an address, and the token in it. */
async function mailTo(address: string, subject: RegExp) {
  const mail = await eventually(async () =>
    (await mailsTo(address)).findLast((one) => subject.test(one.subject ?? '')),
  );
  const link = /https?:\/\/\S+\/token\/\?token=[\w-]+/.exec(mail.text ?? '')?.[0] ?? 'about:blank';
  return { text: mail.text ?? '', token: new URL(link).searchParams.get('token') ?? '' };
}

/** A person who has activated their account. */
async function active(profile: object): Promise<string> {
  const personId = await personOn(own.endpoints, profile);
  const { token } = await createToken(personId, [activation], own.endpoints);
  expect((await processToken({ token }, own.endpoints)).status).toBe(200);
  return personId;
}

describe('a person who is created while activation is on', () => {
  it('is one of many at once, more than there are connections', async () => {
    const people = Array.from({ length: 48 }, () => ({ email_addresses: [{ value: uniqueEmail() }] }));
    const made = await Promise.all(people.map((json) => callPersons('POST', '/persons', { json }, own.endpoints)));
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
  });

  it('gets a mail, with which they activate the account and sign in', async () => {
    const email = uniqueEmail();
    const personId = await personOn(own.endpoints, { email_addresses: [{ value: email }] });
    const { token } = await mailTo(email, /^Activate your /);
    const { status, body } = await processToken({ token }, own.endpoints);
    expect([status, body.profile.status, body.profile.email_addresses[0].verified]).toEqual([200, 'ACTIVE', true]);
    expect(body.results.map(({ type }: { type: string }) => type)).toEqual(['PERSON_ACTIVATION', 'LOGIN']);
    const [address] = await own.sql<{ by: string }>('select verified_by as by from person_email where person_id = $1', [
      personId,
    ]);
    expect(address).toEqual({ by: 'code' });
  });

  it('is not created when the profile is refused', async () => {
    const email = uniqueEmail();
    const json = { email_addresses: [{ value: email }], phone_numbers: [{ value: '123' }] };
    expect((await callPersons('POST', '/persons', { json }, own.endpoints)).status).toBe(400);
    expect((await callPersons('GET', `/persons?email=${email}`, {}, own.endpoints)).status).toBe(404);
  });

  it('gets none while activation by mail is off', async () => {
    await own.change({ activation_by_email_enabled: false });
    const personId = await personOn(own.endpoints);
    expect(await own.sql('select id from action_token where person_id = $1', [personId])).toEqual([]);
    expect(await own.sql('select id from message where user_id = $1', [personId])).toEqual([]);
    await own.change({ activation_by_email_enabled: true });
  });
});

describe('send_notification', () => {
  it.each([
    ['en', /^Continue at /, 'The link works for 24 hours'],
    ['nl', /^Ga verder bij /, 'De link werkt 24 uur'],
  ])('mails the token in the language %s of the person', async (preferred_locale, subject, words) => {
    const email = uniqueEmail();
    const personId = await active({ email_addresses: [{ value: email }], preferred_locale });
    const { status, body } = await ask(personId, { actions: [login], send_notification: true });
    expect(status).toBe(201);
    const { text, token } = await mailTo(email, subject);
    expect(text).toContain(words);
    expect(token).toBe(body.token);
    const rows = await own.sql<{ row: string }>('select m::text as row from message m where user_id = $1', [personId]);
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
  });

  it('is limited for each person', async () => {
    const personId = await active({});
    const asked = () => ask(personId, { actions: [login], send_notification: true });
    const answers = await Promise.all(Array.from({ length: 12 }, asked));
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(10);
    expect(answers.map(refusalOf)).toContainEqual([429, 9429]);
  });
});

describe('a token', () => {
  it('is deleted an hour after it expired or ended', async () => {
    const personId = await active({});
    const rows = () =>
      own.sql<{ status: string }>('select status from action_token where person_id = $1 order by status', [personId]);
    await createToken(personId, [login], own.endpoints);
    // The mail at the creation, the activation, and this one.
    expect((await rows()).map(({ status }) => status)).toEqual(['open', 'open', 'succeeded']);
    await own.sql(
      "update action_token set expires_at = now() - interval '61 m', ended_at = ended_at - interval '61 m' where person_id = $1",
      [personId],
    );
    while ((await pruneActionTokens(own.deps)) > 0);
    // The server prunes as well, and what it has just taken up is skipped here.
    await expect.poll(rows).toEqual([]);
  });

  it('whose workflow is gone is undone', async () => {
    const personId = await personOn(own.endpoints);
    const { token } = await createToken(personId, [activation], own.endpoints);
    const [row] = await own.sql<{ id: string }>(
      "select id from action_token where person_id = $1 and types = '{PERSON_ACTIVATION}'",
      [personId],
    );
    const tokenId = row!.id;
    expect(await takeToken(own.deps, { tokenId, caller: 'AAAA' })).toBe(true);
    expect(await takeToken(own.deps, { tokenId, caller: 'BBBB' })).toBe(false);
    // Not for the server's own sweeper yet, however slow the machine is.
    await own.sql("update action_token set taken_at = now() + interval '1 day' where id = $1", [tokenId]);
    const work = { tokenId, requestId: 'test', action: 'PERSON_ACTIVATION' } as const;
    expect([await performAction(own.deps, work), await performAction(own.deps, work)]).toEqual([{}, {}]);
    expect(await statusOf(personId, own.endpoints)).toBe('ACTIVE');
    await own.sql("update action_token set taken_at = now() - interval '2 m' where id = $1", [tokenId]);
    // The server's own sweeper does the same.
    await endLostUses(own.deps);
    expect(await statusOf(personId, own.endpoints)).toBe('INACTIVE');
    expect(await performAction(own.deps, work)).toEqual({ failed: 'action_token_invalid' });
    expect(refusalOf(await processToken({ token }, own.endpoints))).toEqual([401, 3011]);
  });
});

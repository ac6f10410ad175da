import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createToken as createOwnToken } from '../../src/commands/action-tokens/open/create-token.ts';
import { consumeToken } from '../../src/commands/action-tokens/use/consume-token.ts';
import { performAction, undoAction } from '../../src/commands/action-tokens/use/perform-action.ts';
import { takeToken } from '../../src/commands/action-tokens/use/take-token.ts';
import { changeStatus } from '../../src/commands/persons/profile/change-status.ts';
import type { ActionType } from '../../src/domain/action-tokens/actions.ts';
import { callPersons, uniqueEmail } from '../persons/support/persons-api.ts';
import { useTokenServer } from './support/token-server.ts';
import {
  activation,
  askForToken,
  coupling,
  createToken,
  login,
  personOn,
  processToken,
  refusalOf,
  statusOf,
} from './support/tokens.ts';

const own = useTokenServer({ person_activation_enabled: true });

const origin = { requestId: 'test' };

/** A token that a caller has taken, whose workflow is not there: each step is called by the test. */
async function taken(personId: string, actions: readonly object[]) {
  await own.sql('delete from action_token where person_id = $1', [personId]);
  await createToken(personId, actions, own.endpoints);
  const [row] = await own.sql<{ id: string }>('select id from action_token where person_id = $1', [personId]);
  const tokenId = row!.id;
  expect(await takeToken(own.deps, { tokenId, caller: 'AAAA' })).toBe(true);
  // Far from what the sweeper looks for, however slow the machine is.
  await own.sql("update action_token set taken_at = now() + interval '1 day' where id = $1", [tokenId]);
  const work = (action: ActionType) => ({ tokenId, requestId: 'test', action });
  return {
    perform: (action: ActionType) => performAction(own.deps, work(action)),
    undo: (action: ActionType) => undoAction(own.deps, work(action)),
  };
}

const setStatus = (userId: string, to: 'active' | 'disabled') =>
  changeStatus(own.deps, { userId, to, reason: 'test', origin });

describe('a compensation', () => {
  it('leaves a person disabled who was disabled in between', async () => {
    const personId = await personOn(own.endpoints);
    const use = await taken(personId, [activation]);
    expect(await use.perform('PERSON_ACTIVATION')).toEqual({});
    await setStatus(personId, 'disabled');
    await use.undo('PERSON_ACTIVATION');
    expect(await statusOf(personId, own.endpoints)).toBe('DISABLED');
  });

  it('leaves a person active whom an operator has enabled in between', async () => {
    const personId = await personOn(own.endpoints);
    const use = await taken(personId, [activation]);
    await use.perform('PERSON_ACTIVATION');
    await setStatus(personId, 'active');
    await use.undo('PERSON_ACTIVATION');
    expect(await statusOf(personId, own.endpoints)).toBe('ACTIVE');
  });

  it('leaves an account coupled that was used in between', async () => {
    const personId = await personOn(own.endpoints);
    await setStatus(personId, 'active');
    const type = 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS';
    const use = await taken(personId, [login, coupling(own.provider, randomUUID())]);
    expect(await use.perform(type)).toEqual({});
    const method = "sign_in_method where person_id = $1 and type = 'identity'";
    await own.sql(`update sign_in_method set last_used_at = now() where person_id = $1 and type = 'identity'`, [
      personId,
    ]);
    await use.undo(type);
    expect(await own.sql(`select id from ${method}`, [personId])).toHaveLength(1);
  });

  it('is final: what arrives later is refused', async () => {
    const personId = await personOn(own.endpoints);
    const use = await taken(personId, [activation]);
    await use.undo('PERSON_ACTIVATION');
    expect(await use.perform('PERSON_ACTIVATION')).toEqual({ failed: 'action_token_invalid' });
    expect(await statusOf(personId, own.endpoints)).toBe('INACTIVE');
  });

  it('undoes once, however often it is asked for', async () => {
    const personId = await personOn(own.endpoints);
    const use = await taken(personId, [activation]);
    await use.perform('PERSON_ACTIVATION');
    await Promise.all(Array.from({ length: 8 }, () => use.undo('PERSON_ACTIVATION')));
    const undone = await own.sql("select id from event where user_id = $1 and name = 'PERSON ACTIVATION UNDONE'", [
      personId,
    ]);
    expect(undone).toHaveLength(1);
    expect(await statusOf(personId, own.endpoints)).toBe('INACTIVE');
  });
});

describe('an action', () => {
  it('that the token does not carry is refused', async () => {
    const personId = await personOn(own.endpoints);
    const use = await taken(personId, [activation]);
    expect(await use.perform('LOGIN')).toEqual({ failed: 'action_token_invalid' });
  });

  it('is performed once by sixteen workers', async () => {
    const personId = await personOn(own.endpoints);
    const use = await taken(personId, [activation]);
    const results = await Promise.all(Array.from({ length: 16 }, () => use.perform('PERSON_ACTIVATION')));
    expect(results).toEqual(Array.from({ length: 16 }, () => ({})));
    const activated = await own.sql("select id from event where user_id = $1 and name = 'PERSON ACTIVATED'", [
      personId,
    ]);
    expect(activated).toHaveLength(1);
  });

  it('verifies the address that the token was sent to, and no other one', async () => {
    const [before, after] = [uniqueEmail(), uniqueEmail()];
    const personId = await personOn(own.endpoints, { email_addresses: [{ value: before }] });
    const { token } = await createToken(personId, [activation], own.endpoints);
    const json = { email_addresses: [{ value: after }] };
    await callPersons('PATCH', `/persons/${personId}`, { json }, own.endpoints);
    const { status, body } = await processToken({ token }, own.endpoints);
    expect([status, body.profile.status]).toEqual([200, 'ACTIVE']);
    expect(body.profile.email_addresses).toMatchObject([{ value: after, verified: false }]);
  });
});

describe('a token', () => {
  it('is used once by sixteen callers of two processes', async () => {
    const personId = await personOn(own.endpoints);
    const { token } = await createToken(personId, [activation, login], own.endpoints);
    const caller = () => ({ kind: 'site', clientId: 'other-site', key: randomUUID() }) as const;
    const inThisProcess = async () =>
      consumeToken(own.deps, { token, caller: caller(), origin }).then(
        () => 200,
        (error: { httpStatus?: number }) => error.httpStatus,
      );
    const overHttp = async () => (await processToken({ token }, own.endpoints)).status;
    const statuses = await Promise.all(Array.from({ length: 16 }, (_, n) => (n % 2 ? inThisProcess() : overHttp())));
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 15 }, () => 401)]);
    const activated = await own.sql("select id from event where user_id = $1 and name = 'PERSON ACTIVATED'", [
      personId,
    ]);
    expect(activated).toHaveLength(1);
  });
});

describe('a token of one browser', () => {
  it('works in no other one while the setting is on', async () => {
    const personId = await personOn(own.endpoints);
    await setStatus(personId, 'active');
    const create = async () => {
      const asked = { personId, actions: [{ type: 'LOGIN', parameters: {} }] as const, device: 'secret', origin };
      return (await createOwnToken(own.deps, asked)).token;
    };
    const bound = await create();
    await own.change({ action_token_same_device: true });
    expect(refusalOf(await processToken({ token: bound }, own.endpoints))).toEqual([401, 3011]);
    const caller = { kind: 'site', clientId: 'other-site', key: randomUUID() } as const;
    const inBrowser = { token: bound, caller, origin };
    // The parts of this process read the settings as the server does, a moment later.
    await expect
      .poll(async () => (await own.deps.configuration.current()).general.action_token_same_device, { timeout: 60_000 })
      .toBe(true);
    await expect(consumeToken(own.deps, { ...inBrowser, device: 'other' })).rejects.toMatchObject({
      code: 'action_token_invalid',
    });
    await expect(consumeToken(own.deps, inBrowser)).rejects.toMatchObject({ code: 'action_token_invalid' });
    expect(await consumeToken(own.deps, { ...inBrowser, device: 'secret' })).toMatchObject({ personId, level: 1 });
    await own.change({ action_token_same_device: false });
    expect((await processToken({ token: await create() }, own.endpoints)).status).toBe(200);
  });
});

describe('a person who administers Countersign', () => {
  const giveRole = (personId: string) =>
    own.sql("insert into role_assignment (id, person_id, role, created_at) values ($1, $2, 'Administrator', now())", [
      randomUUID(),
      personId,
    ]);

  it('gets no token from an API client', async () => {
    const personId = await personOn(own.endpoints);
    await setStatus(personId, 'active');
    await giveRole(personId);
    expect(refusalOf(await askForToken(personId, { actions: [login] }, own.endpoints))).toEqual([403, 9403]);
    const path = `/persons/${personId}/tokens/login`;
    expect(refusalOf(await callPersons('POST', path, { json: {} }, own.endpoints))).toEqual([403, 9403]);
  });

  it('is not signed in by a token that an API client made before', async () => {
    const personId = await personOn(own.endpoints);
    await setStatus(personId, 'active');
    const { token } = await createToken(personId, [login, coupling(own.provider, randomUUID())], own.endpoints);
    await giveRole(personId);
    const { status, body } = await processToken({ token }, own.endpoints);
    expect([status, body.results[0].execution_status, body.results[1].execution_status]).toEqual([
      409,
      'FAILED',
      'NOT_EXECUTED',
    ]);
    expect(
      await own.sql("select id from sign_in_method where person_id = $1 and type = 'identity'", [personId]),
    ).toEqual([]);
  });
});

describe('what is stored', () => {
  it('has no token, also not the kept answer to a creation and the row that signs a browser in', async () => {
    const personId = await personOn(own.endpoints);
    await setStatus(personId, 'active');
    const headers = { 'idempotency-key': randomUUID() };
    const json = { actions: [login] };
    const { body } = await callPersons('POST', `/persons/${personId}/tokens`, { json, headers }, own.endpoints);
    const processed = await processToken({ token: body.token }, own.endpoints);
    const next = new URL(processed.body.sign_in.url as string).searchParams.get('token') as string;
    const rows = await Promise.all(
      ['action_token', 'kept_answer', 'event', 'message'].map((table) =>
        own.sql<{ row: string }>(`select t::text as row from ${table} t`),
      ),
    );
    const stored = rows
      .flat()
      .map(({ row }) => row)
      .join('\n');
    for (const secret of [body.token as string, next]) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
      expect(stored).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
    }
  });
});

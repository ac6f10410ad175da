import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthorizationServer } from '../../src/authorization-server/create-authorization-server.ts';
import { loadSigningKeys } from '../../src/authorization-server/signing-keys.ts';
import { ensureSigningKeys } from '../../src/commands/tokens/signing-keys/ensure-signing-keys.ts';
import {
  keepSigningKeys,
  revokeSigningKey,
  rotateSigningKeys,
} from '../../src/commands/tokens/signing-keys/rotate-signing-keys.ts';
import { Event } from '../../src/entities/events/event.ts';
import type { SigningKey } from '../../src/entities/tokens/signing-key.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';

const hour = 3_600_000;
const origin = { requestId: 'test' };

let oauth: AuthorizationServerUnderTest;
let first: SigningKey[];
beforeEach(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  first = await ensureSigningKeys(oauth.deps);
});
afterEach(() => oauth.stop());

const after = (hours: number) => ({ ...oauth.deps, clock: () => new Date(Date.now() + hours * hour) });
const idsOf = (keys: SigningKey[], state: string) =>
  keys
    .filter((key) => key.state === state)
    .map(({ id }) => id)
    .toSorted();
const publishedIds = async () => {
  const { keys } = (await (await fetch(`${oauth.url}/oauth/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid).toSorted();
};
const eventsOf = async (name: string) =>
  (await oauth.deps.em().find(Event, { name }, { orderBy: { id: 'asc' } })).map(({ subjectId }) => subjectId);

describe('rotateSigningKeys', () => {
  it('refuses while the next keys were published for less than a day', async () => {
    await expect(rotateSigningKeys(after(23.9), origin)).rejects.toMatchObject({
      code: 'signing_key_too_new',
      extra: { usable_at: new Date(Number(first[0]!.createdAt) + 24 * hour).toISOString() },
    });
    expect((await ensureSigningKeys(oauth.deps)).map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  });

  it('makes the next keys current, keeps the former published, and publishes new next keys', async () => {
    const rotated = await rotateSigningKeys(after(24.1), origin);
    expect(idsOf(rotated, 'current')).toEqual(idsOf(first, 'next'));
    expect(idsOf(rotated, 'former')).toEqual(idsOf(first, 'current'));
    expect(rotated.filter(({ state }) => state === 'next').map(({ algorithm }) => algorithm)).toHaveLength(4);
    const signing = (await loadSigningKeys(oauth.deps)).keys.slice(0, 4);
    expect(signing.map(({ kid }) => kid).toSorted()).toEqual(idsOf(first, 'next'));
    expect((await eventsOf('SIGNING KEY ADDED')).toSorted()).toEqual(
      [...first, ...rotated.filter(({ state }) => state === 'next')].map(({ id }) => id).toSorted(),
    );
    expect((await eventsOf('SIGNING KEY PROMOTED')).slice(4).toSorted()).toEqual(idsOf(first, 'next'));
  });

  it('rotates once for four concurrent calls', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 4 }, () => rotateSigningKeys(after(25), origin)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(idsOf(await ensureSigningKeys(oauth.deps), 'former')).toEqual(idsOf(first, 'current'));
  });

  it('applies in every process on its notification, long before the next regular look', async () => {
    const other = createAuthorizationServer(oauth.deps);
    const providers = async () => [await oauth.server.provider(), await other.provider()];
    let before = await providers();
    expect(await publishedIds()).toEqual(first.map(({ id }) => id).toSorted());
    // Without a notification a process reads the keys again after thirty seconds. A machine that stalls may need a second try.
    const times: number[] = [];
    for (const round of [1, 2, 3]) {
      const rotated = await rotateSigningKeys(after(25 * round), origin);
      const begun = performance.now();
      before = await eventually(async () => {
        const now = await providers();
        return now.every((provider, index) => provider !== before[index]) ? now : undefined;
      });
      times.push(performance.now() - begun);
      expect(await publishedIds()).toEqual(rotated.map(({ id }) => id).toSorted());
    }
    expect(Math.min(...times)).toBeLessThan(20_000);
  });

  it('does not replace the provider of a process after a notification without a change', async () => {
    const before = await oauth.server.provider();
    let told = 0;
    const end = oauth.deps.notifications.subscribeAll('signing-keys', () => void (told += 1));
    await eventually(async () => {
      await oauth.deps.em().execute("select pg_notify('countersign', 'signing-keys:changed')");
      return told > 0 ? true : undefined;
    });
    end();
    expect(await oauth.server.provider()).toBe(before);
  });
});

describe('revokeSigningKey', () => {
  it('removes a current key at once and makes the next one current, however new', async () => {
    const [leaked] = first;
    const keys = await revokeSigningKey(oauth.deps, leaked!.id, origin);
    const next = first.find(({ state, algorithm }) => state === 'next' && algorithm === leaked!.algorithm);
    expect(keys.map(({ id }) => id)).not.toContain(leaked!.id);
    expect(keys.find(({ id }) => id === next!.id)?.state).toBe('current');
    expect(keys.filter(({ algorithm }) => algorithm === leaked!.algorithm).map(({ state }) => state)).toEqual([
      'current',
      'next',
    ]);
    expect(idsOf(keys, 'former')).toEqual([]);
    await eventually(async () => ((await publishedIds()).includes(leaked!.id) ? undefined : true));
    expect(await eventsOf('SIGNING KEY REVOKED')).toEqual([leaked!.id]);
  });

  it('removes a next and a former key and keeps the others', async () => {
    const next = first.find(({ state }) => state === 'next')!;
    const keys = await revokeSigningKey(oauth.deps, next.id, origin);
    expect(keys.map(({ id }) => id)).not.toContain(next.id);
    expect(idsOf(keys, 'current')).toEqual(idsOf(first, 'current'));
    const rotated = await rotateSigningKeys(after(25), origin);
    const [former] = idsOf(rotated, 'former');
    const left = await revokeSigningKey(oauth.deps, former!, origin);
    expect(idsOf(left, 'former')).toEqual(idsOf(rotated, 'former').slice(1));
    expect(idsOf(left, 'current')).toEqual(idsOf(rotated, 'current'));
  });

  it('refuses an unknown kid', async () => {
    await expect(revokeSigningKey(oauth.deps, 'unknown', origin)).rejects.toMatchObject({
      code: 'signing_key_not_found',
    });
    expect(await eventsOf('SIGNING KEY REVOKED')).toEqual([]);
  });
});

describe('keepSigningKeys', () => {
  it('rotates once after the configured days', async () => {
    expect(await keepSigningKeys(after(90 * 24 - 1), 90)).toBe(0);
    expect(await keepSigningKeys(after(90 * 24 + 1), 90)).toBe(4);
    expect(await keepSigningKeys(after(90 * 24 + 2), 90)).toBe(0);
    expect(idsOf(await ensureSigningKeys(oauth.deps), 'current')).toEqual(idsOf(first, 'next'));
  });

  it('never promotes a key that was published for less than a day, however few the days', async () => {
    await revokeSigningKey(after(25), first.find(({ state }) => state === 'next')!.id, origin);
    expect(await keepSigningKeys(after(26), 1)).toBe(3);
  });

  it('retires a former key after the longest lifetime of a token that it signed', async () => {
    await keepSigningKeys(after(90 * 24), 90);
    expect(await keepSigningKeys(after(90 * 24 + 24), 90)).toBe(0);
    expect(await keepSigningKeys(after(90 * 24 + 25.1), 90)).toBe(4);
    expect(idsOf(await ensureSigningKeys(oauth.deps), 'former')).toEqual([]);
    expect((await eventsOf('SIGNING KEY RETIRED')).toSorted()).toEqual(idsOf(first, 'current'));
  });
});

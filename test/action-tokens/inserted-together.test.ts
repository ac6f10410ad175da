import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertToken, type TokenRow } from '../../src/commands/action-tokens/open/insert-token.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { addOperator } from '../operators/support/operators.ts';
import { addPersonWithPassword } from '../authentication/support/people.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';

let deps: Deps;
let people: string[];
let administrator: string;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  people = [];
  for (let count = 0; count < 3; count += 1) people.push((await addPersonWithPassword(deps)).id);
  administrator = (await addOperator(deps, ['Administrator'])).id;
});
afterAll(() => deps.close());

const clientId = 'together';
const rowOf = (personId: string, more: Partial<TokenRow> = {}): TokenRow => ({
  id: timeOrderedId(Date.now()),
  personId,
  needs: 'active',
  types: ['LOGIN'],
  tokenHash: randomBytes(32),
  content: randomBytes(16),
  level: 1,
  deviceHash: null,
  needsCode: false,
  createdAt: new Date(),
  expiresAt: new Date(Date.now() + 60_000),
  origin: { requestId: 'r', clientIp: '127.0.0.1', userAgent: null, clientId, appName: 'Together' },
  ...more,
});

const storedOf = async (rows: readonly TokenRow[]) =>
  (
    await query<{ id: string; person_id: string; events: string }>(
      `select id, person_id, (select count(*) from event where subject_id = t.id::text and name = 'ACTION TOKEN CREATED') as events
         from action_token t where id = any ($1::uuid[])`,
      [rows.map(({ id }) => id)],
    )
  ).map(({ id, person_id: person, events }) => [id, person, Number(events)] as const);

describe('tokens that are asked for at the same time', () => {
  it('are each stored with one event, or refused, as if they had been asked for alone', async () => {
    // More than one statement holds, and several of the same person.
    const good = Array.from({ length: 40 }, (_, index) => rowOf(people[index % people.length]!));
    const refused = [rowOf('unknown-person'), rowOf(people[0]!, { needs: 'inactive' }), rowOf(administrator)];
    const rows = [...good.slice(0, 7), ...refused, ...good.slice(7)];
    const owners = await Promise.all(rows.map((row) => insertToken(deps, row)));
    const [ofUnknown, ofActive, ofOperator] = owners.slice(7, 10);
    expect(ofUnknown).toBeUndefined();
    expect(ofActive).toMatchObject({ status: 'active', hasRoles: false });
    expect(ofOperator).toMatchObject({ status: 'active', hasRoles: true });
    expect(owners.toSpliced(7, 3).every((owner) => owner?.status === 'active' && !owner.hasRoles)).toBe(true);
    expect(new Set((await storedOf(rows)).map((row) => row.join()))).toEqual(
      new Set(good.map(({ id, personId }) => [id, personId, 1].join())),
    );
  });

  it('are stored where another of them cannot be', async () => {
    const good = [rowOf(people[0]!), rowOf(people[1]!)];
    const untenable = rowOf(people[2]!, { level: 70_000 });
    const results = await Promise.allSettled([good[0]!, untenable, good[1]!].map((row) => insertToken(deps, row)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await storedOf([...good, untenable])).length).toBe(2);
  });
});

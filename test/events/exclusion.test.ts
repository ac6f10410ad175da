import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordEvent, writeEvent } from '../../src/commands/events/record-event.ts';
import { changeTransaction } from '../../src/commands/mobile-authentication/transaction-statement.ts';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';
import { eventCatalogue } from '../../src/domain/events/event-catalogue.ts';
import type { EventDescription, EventName } from '../../src/domain/events/event-catalogue.ts';
import { eventTypeOf, excludableEventTypes } from '../../src/domain/events/event-type.ts';
import { Setting } from '../../src/entities/configuration/setting.ts';
import { Event } from '../../src/entities/events/event.ts';
import { Transaction } from '../../src/entities/mobile-authentication/transaction.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';

const excluded: EventName = 'MOBILE AUTH FETCH SECURED MESSAGE FETCHED';
const others = [
  'MOBILE AUTH TRANSACTION ALREADY FETCHED',
  'MOBILE AUTH AUTHENTICATED',
] as const satisfies readonly EventName[];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(new Keyring([{ id: 'none', key: randomBytes(32).toString('base64') }]), 3);
  await em().insert(Setting, { name: 'excluded_event_types', value: [eventTypeOf(excluded)] });
});
afterAll(() => database.drop());

const em = () => database.orm.em.fork();
const namesOf = async (subjectId: string) =>
  (await em().findAll(Event, { where: { subjectId }, orderBy: { id: 'asc' } })).map(({ name }) => name).toSorted();

async function insertTransaction(): Promise<string> {
  const id = randomUUID();
  const now = new Date();
  const data = {
    id,
    apiClientId: 'shop',
    requestId: 'request',
    typeName: 'type',
    method: 'PUSH' as const,
    policy: { timeToLive: 60, steps: [] },
    status: 'pending' as const,
    message: 'm',
    challenge: randomBytes(32),
    createdAt: now,
    expiresAt: now,
  };
  await em().insert(Transaction, data as never);
  return id;
}

describe('an excluded type of events', () => {
  it('is written neither with a change nor alone; other events are', async () => {
    const subjectId = randomUUID();
    await em().transactional(async (inner) => {
      for (const name of [excluded, ...others]) recordEvent(inner, { name, occurredAt: new Date(), subjectId });
    });
    await writeEvent({ em }, { name: excluded, occurredAt: new Date(), subjectId });
    expect(await namesOf(subjectId)).toEqual([...others].toSorted());
  });

  it('is not written by the statement that changes a transaction; the change and other events are', async () => {
    const id = await insertTransaction();
    const events = [excluded, ...others].map((name) => ({ name, occurredAt: new Date() }));
    expect(
      await changeTransaction(
        em(),
        { sql: 'update transaction set fetched_at = now() where id = ? returning *', parameters: [id] },
        events,
      ),
    ).toBe(true);
    expect((await em().findOneOrFail(Transaction, { id })).fetchedAt).toBeInstanceOf(Date);
    expect(await namesOf(id)).toEqual([...others].toSorted());
  });

  it('is written again once the setting is deleted', async () => {
    const subjectId = randomUUID();
    await em().transactional(async (inner) => {
      await inner.nativeDelete(Setting, { name: 'excluded_event_types' });
      recordEvent(inner, { name: excluded, occurredAt: new Date(), subjectId });
    });
    expect(await namesOf(subjectId)).toEqual([excluded]);
  });
});

describe('the setting excluded_event_types', () => {
  const catalogue: readonly EventDescription[] = eventCatalogue;

  it('accepts successes of high volume', () => {
    expect(excludableEventTypes.length).toBeGreaterThan(3);
    expect(generalSettingsSchema.parse({ excluded_event_types: excludableEventTypes }).excluded_event_types).toEqual(
      excludableEventTypes,
    );
  });

  it('refuses failures, refusals, decisions and actions of operators', () => {
    for (const { name, excludable } of catalogue) {
      const accepted = generalSettingsSchema.safeParse({ excluded_event_types: [eventTypeOf(name)] }).success;
      expect({ name, accepted }).toEqual({ name, accepted: excludable === true });
      if (excludable)
        expect(name).not.toMatch(
          /FAIL|INVALID|EXPIRED|LIMIT|DISABLED|REFUSED|REUSED|REVOKED|REMOVED|DROP|DELETED|NOT |AUTHENTICATED|ADMIN|OPERATOR|CONFIG/,
        );
    }
    expect(generalSettingsSchema.safeParse({ excluded_event_types: ['NO_SUCH_TYPE'] }).success).toBe(false);
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReceipt } from '../../src/commands/messages/receipts/message-receipts.ts';
import { withdrawTransaction } from '../../src/commands/mobile-authentication/initialise/withdraw-transaction.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { createOrm } from '../../src/database/orm.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { query } from '../users/support/rest.ts';

const { endpoints, environment } = useStack();
let orm: MikroORM;
const deps = { em: () => orm.em.fork(), clock: () => new Date(), random: randomBytes };

beforeAll(async () => {
  const settings = readEnvironment(environment);
  orm = await createOrm({ ...settings, databasePoolSize: 8 }, new Keyring(settings.keyring));
});
afterAll(() => orm.close());

/** A transaction whose text message a worker is about to send; dated ahead, because the sweeper handles old ones. */
async function aboutToBeSent(pattern: string): Promise<string> {
  const id = randomUUID();
  await query(
    `insert into transaction select (jsonb_populate_record(t, jsonb_build_object('id', $2::text, 'created_at', now() + interval '1 hour', 'dispatched_at', null, 'status', 'pending', 'closed_at', null, 'reason', null))).* from transaction t where id = $1`,
    [pattern, id],
  );
  return id;
}

const receiptOf = (subjectId: string, id: string) =>
  ({ id, channel: 'sms', subject: 'transaction', subjectId }) as const;

describe('a transaction that is withdrawn while its text message is about to be sent', () => {
  it('is either withdrawn or sent, in either order of the two', async () => {
    const { body } = await createWebsite(endpoints).initialise({
      type: 'payment_with_sms',
      user_id: randomUUID(),
      phone_number: '+31612345678',
      message: 'Code {code}',
    });
    const outcomes = new Set<string>();
    for (let round = 0; round < 60; round += 1) {
      const id = await aboutToBeSent(body.transaction_id);
      const receipt = receiptOf(id, `${id}:0:0`);
      const both = [() => openReceipt(deps, receipt), () => withdrawTransaction(deps, id)];
      const [first, second] = await Promise.all(
        round % 2 === 0 ? both.map((act) => act()) : both.toReversed().map((act) => act()),
      );
      outcomes.add([first, second].map(String).toSorted().join(' '));
      await query('delete from transaction where id = $1', [id]);
      await query('delete from message_receipt where id = $1', [receipt.id]);
    }
    expect([...outcomes].filter((outcome) => !['closed true', 'false opened'].includes(outcome))).toEqual([]);
  });

  it('is kept while a message may have been sent, and withdrawn when the provider refused it', async () => {
    const { body } = await createWebsite(endpoints).initialise({
      type: 'payment_with_sms',
      user_id: randomUUID(),
      phone_number: '+31612345678',
      message: 'Code {code}',
    });
    const id = await aboutToBeSent(body.transaction_id);
    const receipt = receiptOf(id, `${id}:0:0`);
    expect(await openReceipt(deps, receipt)).toBe('opened');
    expect([await withdrawTransaction(deps, id), await openReceipt(deps, receipt)]).toEqual([false, 'sent']);
    await query(`update message_receipt set status = 'refused' where id = $1`, [receipt.id]);
    expect([await withdrawTransaction(deps, id), await openReceipt(deps, receiptOf(id, `${id}:1:0`))]).toEqual([
      true,
      'closed',
    ]);
    await query('delete from message_receipt where id = $1', [receipt.id]);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createContactCodes } from '../../src/commands/authentication/contacts/contact-codes.ts';
import { countSend } from '../../src/commands/authentication/methods/sending/send-limits.ts';
import { pruneDueMethods } from '../../src/commands/persons/sign-in-methods/removal/change-method.ts';
import { rateLimits } from '../../src/domain/rate-limits/limits.ts';
import { CountersignError } from '../../src/errors/countersign-error.ts';
import { createPersonDatabase, origin } from './support/person-database.ts';
import type { PersonDatabase } from './support/person-database.ts';

let database: PersonDatabase;
beforeAll(async () => {
  database = await createPersonDatabase();
});
afterAll(() => database.drop());

it('sends no code to a number that is added where codes do not come back, until the hour is over', async () => {
  const { deps, query } = database;
  // There is no Temporal here: codes are not sent.
  const message = { start: () => Promise.reject(new CountersignError('engine_unreachable')) };
  const codes = createContactCodes({ ...deps, engine: { message } });
  const prepare = async (destination: string) => {
    const personId = await database.person();
    const expiresAt = new Date(deps.clock().getTime() + 600_000);
    const code = { id: randomUUID(), personId, channel: 'sms', destination, locale: 'en', expiresAt, origin } as const;
    return codes.prepare(code);
  };
  const now = deps.clock().getTime();
  for (let count = 0; count < 50; count += 1)
    await query(`insert into sent_contact_code (id, person_id, country, created_at) values (?, ?, '31', ?)`, [
      ...[randomUUID(), await database.person(), new Date(now - 600_000)],
    ]);
  await expect(prepare('+31612345678')).rejects.toMatchObject({ code: 'send_limit_reached' });
  await prepare('+32470123456');
  await query('update sent_contact_code set is_proven = true');
  await prepare('+31612345679');
  await query('update sent_contact_code set is_proven = false');
  database.setClock(new Date(now + 3_600_000));
  await pruneDueMethods(deps);
  expect(await query('select id from sent_contact_code')).toEqual([]);
  await prepare('+31612345670');
});

it('sends sixty codes an hour to a block of numbers, and more to the devices of its people', async () => {
  const { deps } = database;
  const send = (number: string, knownDevice?: string) =>
    countSend(deps, { destination: number, country: '49', knownDevice, origin: { ...origin, clientIp: '127.0.0.1' } });
  const start = 1_000;
  for (let count = 0; count < rateLimits['sign-in-send:prefix'].most; count += 1)
    await send(`+4915112${String(start + count)}`);
  await expect(send('+49151129999')).rejects.toMatchObject({ code: 'send_limit_reached' });
  await send('+49151129998', 'device-1');
  await send('+49151139999');
});

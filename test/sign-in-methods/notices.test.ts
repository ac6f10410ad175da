import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadQueuedMessage } from '../../src/commands/messages/delivery/load-message.ts';
import {
  addCertificate,
  removeCertificate,
} from '../../src/commands/persons/sign-in-methods/certificate/own-certificates.ts';
import { remindOfCertificates } from '../../src/commands/persons/sign-in-methods/certificate/remind-of-certificates.ts';
import { undoChange } from '../../src/commands/persons/sign-in-methods/changes/undo-change.ts';
import { createAuthority } from '../support/connections/certificates.ts';
import { createPersonDatabase, origin } from './support/person-database.ts';
import type { PersonDatabase } from './support/person-database.ts';

const day = 86_400_000;
const account = 'https://login.example.com/account';
let database: PersonDatabase;
beforeAll(async () => {
  database = await createPersonDatabase();
});
afterAll(() => database.drop());

/** What was written to a person by a template, oldest first. */
async function mailsTo(personId: string, template: string) {
  const sql = 'select id from message where user_id = ? and template = ? order by id';
  const rows = await database.query<{ id: string }>(sql, [personId, template]);
  return Promise.all(rows.map(async ({ id }) => (await loadQueuedMessage(database.deps, id))?.content));
}

async function addOne(personId: string, differently: { notAfter?: Date } = {}) {
  const { certificate } = await (await createAuthority()).issue('Robin', [], differently);
  return addCertificate(database.deps, { personId, file: Buffer.from(certificate), origin });
}

it('a certificate that expires is told 30 days, 7 days and a day before, each once, also by two workers at once', async () => {
  const { deps, query } = database;
  database.setClock(new Date());
  const personId = await database.person('expiring@example.com');
  const end = Date.now() + 40 * day;
  await addOne(personId, { notAfter: new Date(end) });
  const remind = async (left: number) => {
    database.setClock(new Date(end - left));
    await Promise.all([remindOfCertificates(deps), remindOfCertificates(deps)]);
    return mailsTo(personId, 'certificate_expires');
  };
  const told = (days: string) =>
    expect.objectContaining({
      to: 'expiring@example.com',
      data: expect.objectContaining({ certificate: 'CN=Robin', days, link: account }),
    });
  expect(await remind(30 * day + 60_000)).toEqual([]);
  expect(await remind(30 * day - 60_000)).toEqual([told('30')]);
  expect(await remind(8 * day)).toHaveLength(1);
  expect(await remind(7 * day - 60_000)).toEqual([told('30'), told('7')]);
  expect(await remind(day - 60_000)).toEqual([told('30'), told('7'), told('1')]);
  expect(await remind(60_000)).toHaveLength(3);
  expect(await remind(-60_000)).toHaveLength(3);
  const sql = 'select detail from event where name = ? and user_id = ? order by id';
  expect(await query(sql, ['CERTIFICATE EXPIRES', personId])).toEqual([
    { detail: 'certificate: 30 days' },
    { detail: 'certificate: 7 days' },
    { detail: 'certificate: 1 days' },
  ]);
});

it('what was undone is told to the addresses that are those of the person then, once', async () => {
  database.setClock(new Date());
  const personId = await database.person('undoing@example.com');
  const { id: methodId } = await addOne(personId);
  const [mail] = await mailsTo(personId, 'method_changed');
  const token = new URL(mail?.data['link'] ?? '').hash.slice(1);
  await addOne(personId);
  await removeCertificate(database.deps, { personId, methodId, origin });
  const undo = () => undoChange(database.deps, { token, origin });
  await undo();
  await expect(undo()).rejects.toMatchObject({ code: 'undo_link_invalid' });
  expect(await mailsTo(personId, 'change_undone')).toMatchObject([
    {
      to: 'undoing@example.com',
      data: { changes: 'Added: certificate; Added: certificate; Removed: certificate', link: account },
    },
  ]);
  expect(await database.query('select id from sign_in_method where person_id = ?', [personId])).toEqual([]);
});

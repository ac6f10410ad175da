import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import { runStatement } from '../../../../database/prepared-statement.ts';
import { Person } from '../../../../entities/persons/person.ts';
import { recordEvent } from '../../../events/record-event.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import type { WrittenMail } from '../changes/method-mails.ts';
import { findContacts } from '../contacts/find-contact.ts';
import { openCertificate } from './stored-certificate.ts';

interface Expiring {
  id: string;
  personId: string;
  secret: Buffer;
  expiresAt: Date;
  days: number;
}

const mostAtOnce = 100;
/** So many days before its end a person is mailed, each once: the shortest that has begun. */
const stage = `case when expires_at <= $1::timestamptz + interval '1 day' then 1
  when expires_at <= $1::timestamptz + interval '7 days' then 7 else 30 end`;

/** Takes what is due: of two workers one finds it. */
const takeDue = `update sign_in_method m set reminded_days = due.days
  from (select id, ${stage} as days from sign_in_method
         where type = 'certificate' and status = 'active' and expires_at > $1
           and expires_at <= $1::timestamptz + interval '30 days' and coalesce(reminded_days, 99) > ${stage}
         order by expires_at limit ${mostAtOnce} for update skip locked) due
  where m.id = due.id
  returning m.id, m.person_id as "personId", m.secret, m.expires_at as "expiresAt", due.days`;

/**
 * Mails people whose certificate expires in 30 days, in 7, and in one, in the transaction that notes it. One batch.
 * @returns how many certificates; call again while it is not 0.
 */
export async function remindOfCertificates(deps: ChangeDeps): Promise<number> {
  const now = deps.clock();
  const mails: WrittenMail[] = [];
  const taken = await deps.em().transactional(async (em) => {
    const due = await runStatement<Expiring & Record<string, unknown>>(em, { sql: takeDue, parameters: [now] });
    for (const certificate of due) mails.push(...(await remind(em, deps, certificate, now)));
    return due.length;
  });
  deps.methodMails.send(mails);
  return taken;
}

async function remind(
  em: EntityManager,
  { keyring, methodMails }: ChangeDeps,
  { id, personId, secret, expiresAt, days }: Expiring,
  now: Date,
): Promise<WrittenMail[]> {
  const person = await em.findOneOrFail(Person, { user: personId });
  const addresses = (await findContacts(em, keyring, personId)).filter(({ type }) => type === 'email');
  const reader = { personId, locale: person.locale ?? 'en', zone: person.zone ?? null };
  const { subject: certificate } = openCertificate(keyring, id, secret);
  const requestId = randomUUID();
  const notice = { about: 'certificate expires', certificate, expiresAt: new Date(expiresAt), days } as const;
  const written: WrittenMail[] = [];
  await joiningTransaction(em, async () => {
    for (const { destination: to } of addresses)
      written.push(await methodMails.writeNotice({ ...notice, ...reader, to, at: now, requestId }));
  });
  const about = { userId: personId, subjectId: id, detail: `certificate: ${days} days` };
  recordEvent(em, { name: 'CERTIFICATE EXPIRES', occurredAt: now, requestId, ...about });
  return written;
}

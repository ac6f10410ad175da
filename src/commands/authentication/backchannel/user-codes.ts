import type { EntityManager } from '@mikro-orm/postgresql';
import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { runApart } from '../../../database/prepared-statement.ts';
import { readUserCode } from '../../../domain/authentication/backchannel/user-code-rules.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { openInRow, sealInRow } from '../../../entities/columns/row-bound.ts';
import type { Person } from '../../../entities/persons/person.ts';
import { UserCode } from '../../../entities/persons/user-code.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent, writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { changeLocked } from '../../persons/profile/lock-person.ts';
import type { ChangeDeps } from '../../persons/sign-in-methods/changes/change-methods.ts';
import type { WrittenMail } from '../../persons/sign-in-methods/changes/method-mails.ts';
import { findContacts } from '../../persons/sign-in-methods/contacts/find-contact.ts';
import type { PasswordDeps } from '../../persons/sign-in-methods/password/password-deps.ts';
import { isWithin } from '../../rate-limits/is-within.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** A person, and the request in which they change their code. */
interface Asked {
  personId: string;
  origin: RequestOrigin;
}

const column = 'user_code.hash';

/** Whether a person has set a code. */
export async function hasUserCode({ em }: Pick<Deps, 'em'>, personId: string): Promise<boolean> {
  return (await em().count(UserCode, { person: personId })) > 0;
}

/**
 * Gives a person a code, the first or another one, and tells them by mail. It is stored as a password is: it may be as short as a PIN.
 * @throws CountersignError `invalid_request`, `busy`, `person_not_found`
 */
export async function setUserCode(
  deps: ChangeDeps & Pick<PasswordDeps, 'passwords'>,
  { personId, origin, typed }: Asked & { typed: string },
): Promise<void> {
  const code = readUserCode(typed);
  if (code === undefined) throw new CountersignError('invalid_request', { extra: { parameter: 'user_code' } });
  const hash = sealInRow(deps.keyring, column, personId, await deps.passwords.hash(code));
  const mails = await changeLocked(deps, { userId: personId, origin }, async (em, person, now) => {
    const change = (await em.count(UserCode, { person: personId })) > 0 ? 'changed' : 'set';
    await em.upsert(UserCode, { person: personId, hash, changedAt: now });
    recordEvent(em, { name: 'USER CODE CHANGED', occurredAt: now, ...originOf(origin), userId: personId });
    return tell(em, deps, { person, change, now, origin });
  });
  deps.methodMails.send(mails);
}

/** Takes the code of a person away, and tells them by mail. @throws CountersignError `person_not_found` */
export async function removeUserCode(deps: ChangeDeps, { personId, origin }: Asked): Promise<void> {
  const mails = await changeLocked(deps, { userId: personId, origin }, async (em, person, now) => {
    if ((await em.nativeDelete(UserCode, { person: personId })) === 0) return [];
    recordEvent(em, { name: 'USER CODE REMOVED', occurredAt: now, ...originOf(origin), userId: personId });
    return tell(em, deps, { person, change: 'removed', now, origin });
  });
  deps.methodMails.send(mails);
}

interface ChangedCode {
  person: Person;
  change: 'set' | 'changed' | 'removed';
  now: Date;
  origin: RequestOrigin;
}

/** The code signs in nowhere, so that the mail undoes nothing. Mails of one person are limited together with those about their methods. */
async function tell(
  em: EntityManager,
  deps: ChangeDeps,
  { person, change, now, origin }: ChangedCode,
): Promise<WrittenMail[]> {
  const { user: personId } = person;
  const limit = createRateLimit(deps, rateLimit('method-change-mails:person'), em);
  if (!(await isWithin(limit, personalKey(deps.keyring, personId)))) return [];
  const addresses = (await findContacts(em, deps.keyring, personId)).filter(({ type }) => type === 'email');
  const reader = { personId, locale: person.locale ?? 'en', zone: person.zone ?? null };
  const notice = { about: 'user code', change, ...reader, at: now, requestId: origin.requestId } as const;
  const written: WrittenMail[] = [];
  await joiningTransaction(em, async () => {
    for (const { destination: to } of addresses) written.push(await deps.methodMails.writeNotice({ ...notice, to }));
  });
  return written;
}

/** A code that a client sends. */
interface TriedCode {
  /** The active person of the hint; undefined: there is none. */
  personId: string | undefined;
  hint: string;
  typed: string;
  origin: RequestOrigin;
}

const findCode = 'select hash from user_code where person_id = $1';

/**
 * Compares a code with that of a person. Wrong, none set, too many tries and no person have one answer after the same work: where
 * a limit skipped the comparison, a second hint of the same person would be answered faster than one of another.
 * @throws CountersignError `busy`
 */
export async function isUserCodeRight(
  deps: Deps & Pick<PasswordDeps, 'passwords'>,
  { personId, hint, typed, origin }: TriedCode,
): Promise<boolean> {
  const limit = createRateLimit(deps, rateLimit('backchannel-user-code:person'));
  const key = personalKey(deps.keyring, personId === undefined ? `hint\0${hint}` : `person\0${personId}`);
  const isTried = await isWithin(limit, key);
  const [stored] = await runApart<{ hash: Buffer }>(deps, { sql: findCode, parameters: [personId ?? ''] });
  const hash = stored && personId !== undefined ? openInRow(deps.keyring, column, personId, stored.hash) : undefined;
  const isEqual = await deps.passwords.matches(readUserCode(typed) ?? typed, hash);
  if (isTried && isEqual) {
    await limit.takeBack(key);
    return true;
  }
  const about = { userId: personId ?? null, detail: isTried ? null : 'tries spent' };
  await writeEvent(deps, { name: 'CIBA USER CODE REFUSED', occurredAt: deps.clock(), ...originOf(origin), ...about });
  return false;
}

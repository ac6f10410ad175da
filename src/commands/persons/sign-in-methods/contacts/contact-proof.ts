import type { EntityManager } from '@mikro-orm/postgresql';
import type { ContactChannel, ContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { contactTypes } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { openInRow, sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SentContactCode } from '../../../../entities/persons/sent-contact-code.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { countGuess } from '../guess-limit.ts';
import { runApart } from '../../../../database/prepared-statement.ts';

/** What a row of a contact waits for, sealed in it: the code that was sent there. */
export interface ContactProof {
  purpose: 'add' | 'removal';
  channel: ContactChannel;
  destination: string;
}

/** A row that waits for the code of a contact. */
export interface WaitingContact extends ContactProof {
  id: string;
  type: ContactType;
  name: string | null;
  /** The contact whose place it takes, or that is removed. */
  contactId: string | null;
}

const column = 'sign_in_method.secret';

/** Adds a row that waits for the code of a contact. Part of the caller's transaction. */
export function addWaiting(
  em: EntityManager,
  keyring: Keyring,
  { personId, now, waiting }: { personId: string; now: Date; waiting: WaitingContact },
): void {
  const { id, type, name, contactId, purpose, channel, destination } = waiting;
  const proof: ContactProof = { purpose, channel, destination };
  const state = { status: 'pending', counter: 0, createdAt: now, dueAt: proofEnd(now) } as const;
  const secret = sealInRow(keyring, column, id, JSON.stringify(proof));
  em.create(
    SignInMethod,
    { ...state, id, person: personId, type, name, replaces: contactId, secret },
    { persist: true },
  );
}

/** Until when a code is waited for that is sent now. */
export function proofEnd(now: Date): Date {
  return new Date(now.getTime() + bounds['method-proof-lifetime'].most * 1000);
}

export function openWaiting(keyring: Keyring, row: WaitingRow): WaitingContact {
  const { id, type, name = null, replaces: contactId = null, secret } = row;
  return { ...(JSON.parse(openInRow(keyring, column, id, secret)) as ContactProof), id, type, name, contactId };
}

/** A row as it is stored. */
export interface WaitingRow {
  id: string;
  type: ContactType;
  name?: string | null;
  replaces?: string | null;
  secret: Buffer;
}

interface CountedTry {
  waiting: WaitingContact;
  attemptsLeft: number;
  /** After a right one. */
  settle(): Promise<void>;
}

const { most } = bounds['method-proof-tries'];
const types = contactTypes.map((type) => `'${type}'`).join(', ');
const countTry = `update sign_in_method set failures = failures + 1
  where id = ? and person_id = ? and type in (${types}) and status = 'pending' and due_at > ? and failures < ${most}
  returning id, type, name, replaces, secret, failures`;

/**
 * Counts a try to prove a contact, before it is looked at: of its row, and over all rows of the person, as a new one may be asked for.
 * @returns the row with the tries that are left, and what takes the count of the person back and notes the code as typed; undefined for one that is
 *   none of a contact, too old or has no try left.
 * @throws CountersignError `slow_down`
 */
export async function countContactTry(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { personId, id }: { personId: string; id: string },
): Promise<CountedTry | undefined> {
  const parameters = [id, personId, deps.clock()];
  const [row] = await runApart<WaitingRow & { failures: number }>(deps, { sql: countTry, parameters });
  if (!row) return undefined;
  const takeBack = await countGuess(deps, { type: `contact ${row.type}`, personId, identifier: '' });
  const settle = async () => {
    await takeBack();
    await deps.em().nativeUpdate(SentContactCode, { id }, { isProven: true });
  };
  return { waiting: openWaiting(deps.keyring, row), attemptsLeft: most - row.failures, settle };
}

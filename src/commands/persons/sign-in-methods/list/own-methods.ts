import type { EntityManager } from '@mikro-orm/postgresql';
import { isLastWayIn } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import type { RemovableMethod } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import { PersonEmail } from '../../../../entities/persons/person-email.ts';
import { PersonPhone } from '../../../../entities/persons/person-phone.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { CommandDeps } from '../../../command-deps.ts';

/** A sign-in method as its person sees it. */
export interface OwnMethod extends RemovableMethod {
  name: string | null;
  /** Address or number, in clear; null for a type that sends nothing. */
  destination: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** End of what is pending, or when its removal is due. */
  dueAt: Date | null;
  isLast: boolean;
}

/** The sign-in methods of a person, oldest first. Verified addresses and numbers are methods too. */
export async function listMethods(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  personId: string,
): Promise<OwnMethod[]> {
  const em = deps.em();
  const own = (await rowsOf(em, personId)).filter(({ dueAt }) => !dueAt || dueAt > deps.clock());
  const methods = own.map(({ id, type, status, name = null, createdAt, lastUsedAt = null, dueAt = null }) => ({
    ...{ id, type, status, name, createdAt, lastUsedAt, dueAt, destination: null },
  }));
  const contact = { status: 'active', lastUsedAt: null, dueAt: null } as const;
  const { emails, phones } = await contactsOf(em, personId);
  const all = [
    ...methods,
    ...emails.map((row) => ({
      ...contact,
      ...{
        id: row.id,
        type: 'email' as const,
        name: row.tag ?? null,
        createdAt: row.createdAt,
        destination: row.address,
      },
    })),
    ...phones.map((row) => ({
      ...contact,
      ...{ id: row.id, type: 'phone' as const, name: row.tag ?? null, createdAt: row.createdAt },
      destination: openInRow(deps.keyring, 'person_phone.number', personId, row.number),
    })),
  ];
  return all.map((method) => ({ ...method, isLast: isLastWayIn(all, method) }));
}

/** What decides which methods may go. In the caller's transaction, in which the person is locked. */
export async function removableMethods(em: EntityManager, personId: string): Promise<RemovableMethod[]> {
  const { emails, phones } = await contactsOf(em, personId);
  const contact = (type: 'email' | 'phone') => (row: { id: string }) => ({
    id: row.id,
    type,
    status: 'active' as const,
  });
  return [...(await rowsOf(em, personId)), ...emails.map(contact('email')), ...phones.map(contact('phone'))];
}

function rowsOf(em: EntityManager, person: string): Promise<SignInMethod[]> {
  return em.find(SignInMethod, { person }, { orderBy: { id: 'asc' } });
}

async function contactsOf(
  em: EntityManager,
  person: string,
): Promise<{ emails: PersonEmail[]; phones: PersonPhone[] }> {
  const verified = { person, verifiedAt: { $ne: null } };
  const order = { orderBy: { id: 'asc' } } as const;
  return { emails: await em.find(PersonEmail, verified, order), phones: await em.find(PersonPhone, verified, order) };
}

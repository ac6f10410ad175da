import type { EntityManager } from '@mikro-orm/postgresql';
import { isContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { isLastWayIn } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import type { RemovableMethod } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import { PersonEmail } from '../../../../entities/persons/person-email.ts';
import { PersonPhone } from '../../../../entities/persons/person-phone.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { findUsableCertificates } from '../certificate/stored-certificate.ts';
import { openWaiting } from '../contacts/contact-proof.ts';
import type { WaitingRow } from '../contacts/contact-proof.ts';
import { findContacts } from '../contacts/find-contact.ts';
import { findUsableIdentities } from '../identity/external-identities.ts';
import type { MethodPolicy } from '../removal/method-policy.ts';

/** A sign-in method as its person sees it. */
export interface OwnMethod extends RemovableMethod {
  name: string | null;
  /** Address or number, in clear; null for a type that sends nothing. */
  destination: string | null;
  /** Whether an address or number is the one that is used first. */
  isPrimary: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** End of what is pending, or when its removal is due. */
  dueAt: Date | null;
  /** Why it cannot be removed; null: it can. */
  keptBy: 'last_method' | 'method_required_by_policy' | null;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { methodPolicy: MethodPolicy };

/** The sign-in methods of a person, oldest first. Verified addresses and numbers are methods too, behind the others. */
export async function listMethods(deps: Deps, personId: string): Promise<OwnMethod[]> {
  const em = deps.em();
  const now = deps.clock();
  const stored = await rowsOf(em, personId);
  const rows = stored.filter(({ dueAt }) => !dueAt || dueAt > now);
  const methods = rows.flatMap((row) => presentRow(deps, row));
  const gone = stored.filter(({ status, dueAt }) => status === 'removal_pending' && dueAt && dueAt <= now);
  const contacts = (await findContacts(em, deps.keyring, personId)).filter(
    ({ id }) => !gone.some(({ replaces }) => replaces === id),
  );
  const shown = [...methods, ...contacts.map((row) => ({ ...row, ...contactState(row.id, rows) }))];
  const usable = await withoutUnusable(deps, em, shown);
  const demanded = await deps.methodPolicy.findDemanded(em, personId, usable);
  return shown.map((method) => {
    const isNeeded = demanded.includes(method.id) ? 'method_required_by_policy' : null;
    return { ...method, keptBy: isLastWayIn(usable, method) ? 'last_method' : isNeeded };
  });
}

/** A row of a contact is shown where it waits for the code of a new one. */
function presentRow({ keyring }: Deps, row: SignInMethod): Omit<OwnMethod, 'keptBy'>[] {
  const { id, type, status, name = null, createdAt, lastUsedAt = null, dueAt = null } = row;
  const method = { id, type, status, name, createdAt, lastUsedAt, dueAt, destination: null, isPrimary: false };
  if (!isContactType(type)) return [method];
  if (status !== 'pending') return [];
  const { purpose, destination } = openWaiting(keyring, row as WaitingRow);
  return purpose === 'add' ? [{ ...method, destination }] : [];
}

/** A contact is said to be lost by a row beside it. */
function contactState(id: string, rows: readonly SignInMethod[]) {
  const lost = rows.find((row) => row.status === 'removal_pending' && row.replaces === id);
  const status = lost ? ('removal_pending' as const) : ('active' as const);
  return { status, lastUsedAt: null, dueAt: lost?.dueAt ?? null };
}

/** Without accounts at providers, and certificates, by which the person cannot sign in now. */
async function withoutUnusable<Method extends RemovableMethod>(
  { clock, methodPolicy }: Pick<Deps, 'clock' | 'methodPolicy'>,
  em: EntityManager,
  methods: readonly Method[],
): Promise<Method[]> {
  const identities = methods.filter(({ type }) => type === 'identity').map(({ id }) => id);
  const certificates = methods.filter(({ type }) => type === 'certificate').map(({ id }) => id);
  const usable = [
    ...(await findUsableIdentities(em, identities)),
    ...(methodPolicy.takesCertificates ? await findUsableCertificates(em, certificates, clock()) : []),
  ];
  return methods.filter(({ id, type }) => (type !== 'identity' && type !== 'certificate') || usable.includes(id));
}

/** What decides which methods may go: those that sign in now. In the caller's transaction, in which the person is locked. */
export async function removableMethods(
  deps: Pick<Deps, 'clock' | 'methodPolicy'>,
  em: EntityManager,
  personId: string,
): Promise<RemovableMethod[]> {
  const rows = await rowsOf(em, personId);
  const verified = { person: personId, verifiedAt: { $ne: null } };
  const order = { orderBy: { id: 'asc' }, disableIdentityMap: true } as const;
  const emails = await em.find(PersonEmail, verified, order);
  const phones = await em.find(PersonPhone, verified, order);
  const contact =
    (type: 'email' | 'phone') =>
    ({ id }: { id: string }) => {
      return { id, type, status: contactState(id, rows).status };
    };
  const stored = await withoutUnusable(deps, em, rows);
  return [
    ...stored.filter(({ type }) => !isContactType(type)),
    ...emails.map(contact('email')),
    ...phones.map(contact('phone')),
  ];
}

function rowsOf(em: EntityManager, person: string): Promise<SignInMethod[]> {
  return em.find(SignInMethod, { person }, { orderBy: { id: 'asc' } });
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { openInRow, sealInRow } from '../../../../entities/columns/row-bound.ts';
import { IdentityProvider } from '../../../../entities/configuration/identity-provider.ts';
import { ExternalIdentity } from '../../../../entities/persons/external-identity.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { dueLater } from '../list/due-later.ts';
import { recordEvent } from '../../../events/record-event.ts';
import type { Keyring } from '../../../../security/keyring.ts';

const subjectColumn = 'external_identity.subject';

/** An account at a provider, by what never is another's there. */
export interface ProviderAccount {
  provider: { id: string; issuer: string; apiUrl?: string | null; name: string };
  subject: string;
}

/**
 * The method by which a person signs in with an account; null: it is linked to no person. One whose removal was due is removed, in the
 * caller's transaction.
 */
export async function findIdentity(
  em: EntityManager,
  keyring: Keyring,
  { account, now }: { account: ProviderAccount; now: Date },
): Promise<SignInMethod | null> {
  const { provider } = account;
  const found = await em.findOne(ExternalIdentity, { provider: provider.id, subjectHash: hashOf(keyring, account) });
  const method = found && (await em.findOne(SignInMethod, { id: found.method }));
  if (!method?.dueAt || method.dueAt > now) return method;
  const { person: userId, id: subjectId } = method;
  recordEvent(em, { name: 'METHOD REMOVED', occurredAt: now, userId, subjectId, detail: 'identity' });
  await em.remove(method).flush();
  return null;
}

/** Links an account to a person, as a method of theirs. Part of the caller's transaction, in which the account is linked to no person. */
export async function addIdentity(
  em: EntityManager,
  keyring: Keyring,
  { personId, account, now }: { personId: string; account: ProviderAccount; now: Date },
): Promise<string> {
  const id = timeOrderedId(now.getTime());
  const { provider } = account;
  em.create(
    SignInMethod,
    {
      ...{ id, person: personId, type: 'identity', status: 'active', counter: 0, createdAt: now },
      name: [...provider.name].slice(0, 64).join(''),
    },
    { persist: true },
  );
  await em.flush();
  await addAccount(em, keyring, { methodId: id, account });
  return id;
}

/** Has a method of a person be found by an account. Part of the caller's transaction. */
export async function addAccount(
  em: EntityManager,
  keyring: Keyring,
  { methodId, account }: { methodId: string; account: ProviderAccount },
): Promise<void> {
  const { provider } = account;
  const subject = sealInRow(keyring, subjectColumn, methodId, account.subject);
  const row = { method: methodId, provider: provider.id, subjectHash: hashOf(keyring, account), subject };
  em.create(ExternalIdentity, { ...row, providerAddress: addressOf(provider) }, { persist: true });
  await em.flush();
}

/**
 * The account by which a method of a person is found.
 * @returns null for a method that is gone or another person's; `subject` is null when the account was linked before subjects were kept.
 */
export async function findAccount(
  em: EntityManager,
  keyring: Keyring,
  { personId, methodId }: { personId: string; methodId: string },
): Promise<{ providerId: string; subject: string | null } | null> {
  const method = await em.findOne(SignInMethod, { id: methodId, person: personId, status: { $ne: 'pending' } });
  const found = method && (await em.findOne(ExternalIdentity, { method: methodId }));
  if (!found) return null;
  const subject = found.subject ? openInRow(keyring, subjectColumn, methodId, found.subject) : null;
  return { providerId: found.provider, subject };
}

/** Whether a person signs in with an account of one of these providers. */
export async function hasIdentity(
  em: EntityManager,
  { personId, providers, now }: { personId: string; providers: ProviderAccount['provider'][]; now: Date },
): Promise<boolean> {
  if (providers.length === 0) return false;
  const methods = await em.find(SignInMethod, {
    ...{ person: personId, type: 'identity', status: { $ne: 'pending' }, ...dueLater(now) },
  });
  const ids = methods.map(({ id }) => id);
  return (await linkedTo(em, ids, providers)).length > 0;
}

/** Of methods of the type `identity`, those that sign in now: their provider is enabled, and at the addresses at which they were linked. */
export async function findUsableIdentities(em: EntityManager, methods: readonly string[]): Promise<string[]> {
  if (methods.length === 0) return [];
  return linkedTo(em, methods, await findEnabled(em));
}

async function linkedTo(
  em: EntityManager,
  methods: readonly string[],
  providers: readonly ProviderAccount['provider'][],
): Promise<string[]> {
  const places = providers.map(placeOf);
  if (methods.length === 0 || places.length === 0) return [];
  const rows = await em.find(ExternalIdentity, { method: { $in: [...methods] }, $or: places });
  return rows.map(({ method }) => method);
}

/** Where linked accounts sign in now: the enabled providers, with the addresses at which they have to have been linked. */
export async function findProviderPlaces(em: EntityManager): Promise<ReturnType<typeof placeOf>[]> {
  return (await findEnabled(em)).map(placeOf);
}

function findEnabled(em: EntityManager): Promise<ProviderAccount['provider'][]> {
  const fields = ['id', 'issuer', 'apiUrl', 'name'] as const;
  return em.find(IdentityProvider, { enabled: true }, { fields, disableIdentityMap: true });
}

function placeOf(provider: ProviderAccount['provider']): { provider: string; providerAddress: string } {
  return { provider: provider.id, providerAddress: addressOf(provider) };
}

function addressOf({ issuer, apiUrl }: ProviderAccount['provider']): string {
  return [issuer, apiUrl ?? ''].join(' ').trim();
}

/** Of this issuer and this API: a provider that is given another address is another one, to which no account is linked. */
function hashOf(keyring: Keyring, { provider, subject }: ProviderAccount): Buffer {
  return keyring.lookupHash([provider.issuer, provider.apiUrl ?? '', subject].join('\0'), 'external_identity');
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { FormerUsername } from '../../../entities/persons/former-username.ts';
import { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';

/** Days in which a username that was given up is its former owner's alone (contract/portal.md section 2). */
const heldDays = 90;
const day = 24 * 3_600_000;
/** Expired ones that one change takes away. */
const mostPruned = 100;

interface Change {
  personId: string;
  /** In lower case; null = none. */
  from: string | null;
  to: string | null;
  now: Date;
}

/**
 * Lets a person have a username, and keeps the one that they give up from others for a while. Part of the caller's transaction.
 * @throws CountersignError `username_taken`
 */
export async function changeUsername(
  em: EntityManager,
  keyring: Keyring,
  { personId, from, to, now }: Change,
): Promise<void> {
  if (from === to) return;
  const personHash = keyring.lookupHash(personId, 'former_username.person');
  const hashOf = (key: string) => keyring.lookupHash(key, 'former_username');
  if (to !== null) {
    const owners = await em.count(Person, { usernameKey: to, user: { $ne: personId } });
    const held = { usernameHash: hashOf(to), heldUntil: { $gt: now }, personHash: { $ne: personHash } };
    if (owners > 0 || (await em.count(FormerUsername, held)) > 0) throw new CountersignError('username_taken');
    await em.nativeDelete(FormerUsername, { usernameHash: hashOf(to) });
  }
  if (from === null) return;
  const heldUntil = new Date(now.getTime() + heldDays * day);
  await em.upsert(FormerUsername, { usernameHash: hashOf(from), personHash, heldUntil });
  await em.execute(
    `delete from former_username where username_hash in (select username_hash from former_username where held_until <= ? limit ${mostPruned})`,
    [now],
  );
}

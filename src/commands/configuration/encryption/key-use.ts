import { EncryptionKey } from '../../../entities/configuration/encryption-key.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds until the columns are scanned again: a process may have written with a former key since. */
const checkInterval = 24 * 3_600_000;

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** A key of the keyring. */
export interface KeyUse {
  id: string;
  /** `current` encrypts, a `former` one only decrypts. */
  role: 'current' | 'former';
  /** Whether lookup hashes are made with it: such a key stays on the ring for ever. */
  makesHashes: boolean;
  currentSince: Date | null;
  unusedSince: Date | null;
  checkedAt: Date | null;
}

/**
 * Records which key encrypts now.
 * @returns its id, when former keys may still be in use; undefined when there are none, or all columns were scanned recently.
 */
export async function beginReencryption({ em: fresh, clock, keyring }: Deps): Promise<string | undefined> {
  const em = fresh();
  const now = clock();
  const known = new Map((await em.findAll(EncryptionKey)).map((row) => [row.id, row]));
  for (const id of keyring.ids) {
    const isCurrent = id === keyring.currentId;
    const row = known.get(id);
    if (!row)
      await em.upsert(EncryptionKey, { id, currentSince: isCurrent ? now : null, unusedSince: null, checkedAt: null });
    else if (isCurrent && row.unusedSince)
      Object.assign(row, { currentSince: now, unusedSince: null, checkedAt: null });
  }
  await em.flush();
  const former = keyring.ids.filter((id) => id !== keyring.currentId).map((id) => known.get(id));
  const isDone = former.every(
    (row) => row?.unusedSince && row.checkedAt && now.getTime() - row.checkedAt.getTime() < checkInterval,
  );
  return isDone ? undefined : keyring.currentId;
}

/**
 * Records that a scan of all columns found nothing that a former key encrypts.
 * @param found whether an earlier page of the same run had such a value.
 */
export async function endReencryption({ em: fresh, clock, keyring }: Deps, found: boolean): Promise<void> {
  const em = fresh();
  const now = clock();
  for (const row of await em.find(EncryptionKey, {
    id: { $in: keyring.ids.filter((id) => id !== keyring.currentId) },
  })) {
    row.checkedAt = now;
    if (found || !row.unusedSince) row.unusedSince = now;
  }
  await em.flush();
}

/** Every key of the ring, the current one first, with its recorded use. */
export async function listKeyUses({ em, keyring }: Pick<Deps, 'em' | 'keyring'>): Promise<KeyUse[]> {
  const known = new Map((await em().findAll(EncryptionKey)).map((row) => [row.id, row]));
  return keyring.ids.map((id) => {
    const { currentSince = null, unusedSince = null, checkedAt = null } = known.get(id) ?? {};
    const isCurrent = id === keyring.currentId;
    return {
      id,
      role: isCurrent ? 'current' : 'former',
      makesHashes: id === keyring.oldestId,
      currentSince,
      // A rotation back to a former key: the next run records it.
      unusedSince: isCurrent ? null : unusedSince,
      checkedAt,
    };
  });
}

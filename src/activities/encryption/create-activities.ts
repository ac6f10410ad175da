import { ApplicationFailure } from '@temporalio/common';
import { encryptedTables } from '../../commands/configuration/encryption/encrypted-tables.ts';
import { beginReencryption, endReencryption } from '../../commands/configuration/encryption/key-use.ts';
import { reencryptPage } from '../../commands/configuration/encryption/reencrypt-page.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Milliseconds after which a batch ends, between two pages. */
const batchTime = 5_000;

/** Position of a pass over all encrypted columns. */
export interface Position {
  table: string;
  /** Primary key of the last row that was read, as text; empty at the beginning of the table. */
  after?: string[];
}

export interface Batch {
  /** Next position; null at the end. */
  next: Position | null;
  looked: number;
  encrypted: number;
}

/** Activities that re-encrypt after a rotation of the keyring. */
export function createEncryptionActivities(deps: ActivityDeps) {
  return {
    /** @returns the id of the current key; null when no former key can be in use. */
    beginReencryption: async (): Promise<string | null> => (await beginReencryption(deps)) ?? null,
    /** Re-encrypts some rows. It fails in a process whose keyring has another current key, and is retried elsewhere. */
    reencryptBatch: async (keyId: string, position: Position | null): Promise<Batch> => {
      if (deps.keyring.currentId !== keyId)
        throw ApplicationFailure.retryable('Another key encrypts here', 'other_keyring');
      const em = deps.em();
      const tables = encryptedTables(em);
      let index = Math.max(
        0,
        tables.findIndex(({ name }) => name === position?.table),
      );
      let after = position?.after;
      const batch: Batch = { next: null, looked: 0, encrypted: 0 };
      const began = performance.now();
      for (let table = tables[index]; table; table = tables[index]) {
        const page = await reencryptPage({ em, keyring: deps.keyring }, table, after);
        batch.looked += page.looked;
        batch.encrypted += page.encrypted;
        after = page.last;
        if (!after) index += 1;
        if (performance.now() - began < batchTime) continue;
        const name = tables[index]?.name;
        return { ...batch, next: name ? { table: name, ...(after ? { after } : {}) } : null };
      }
      return batch;
    },
    /** Records that former keys encrypt nothing. */
    endReencryption: async (found: boolean): Promise<void> => {
      await endReencryption(deps, found);
      if (found) deps.log.info('all columns are encrypted with the current key of the keyring');
    },
  };
}

export type EncryptionActivities = ReturnType<typeof createEncryptionActivities>;

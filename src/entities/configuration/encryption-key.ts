import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** Recorded use of a key of the keyring. The key itself is never in the database. */
export const EncryptionKey = defineEntity({
  name: 'EncryptionKey',
  tableName: 'encryption_key',
  properties: {
    id: p.string().length(32).primary(),
    /** When it was first seen as the current key; null: it was a former one by then. */
    currentSince: p.datetime().nullable(),
    /** Time since which it encrypts no column; null: it may still encrypt some. */
    unusedSince: p.datetime().nullable(),
    /** When all columns were last scanned. */
    checkedAt: p.datetime().nullable(),
  },
});
export type EncryptionKey = InferEntity<typeof EncryptionKey>;

import { LRUCache } from 'lru-cache';
import type { EvidenceRow } from './load-evidence-row.ts';

/** Most characters of all texts, and milliseconds until an entry expires. */
const mostCharacters = 16_000_000;
const keptFor = 10 * 60_000;

/**
 * Cache of the data that answers to pushes of this process are verified with. The worker that sends a push has loaded it, and
 * mostly records its answer too. Other workers load it from the database.
 */
export interface EvidenceMemory {
  keep(row: EvidenceRow): void;
  find(transactionId: string): EvidenceRow | undefined;
  /** @returns whether it was stored. */
  forget(transactionId: string): boolean;
}

export function createEvidenceMemory(): EvidenceMemory {
  const rows = new LRUCache<string, EvidenceRow>({ maxSize: mostCharacters, sizeCalculation: sizeOf, ttl: keptFor });
  return {
    keep: (row) => void rows.set(row.id, row),
    find: (transactionId) => rows.get(transactionId),
    forget: (transactionId) => rows.delete(transactionId),
  };
}

function sizeOf({ message, secureMessage, signingData, context }: EvidenceRow): number {
  const texts = [message, secureMessage, signingData, context].map((text) => text?.length ?? 0);
  return texts.reduce((sum, length) => sum + length, 1_000);
}

import { continueAsNew, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { EncryptionActivities, Position } from '../../activities/encryption/create-activities.ts';

const { beginReencryption, reencryptBatch, endReencryption } = proxyActivities<EncryptionActivities>({
  startToCloseTimeout: '1 m',
  retry: { initialInterval: '2 s', maximumAttempts: 10 },
});

/** The maximum number of batches in one run, which keeps its history short. */
const mostBatches = 100;
/** The maximum number of passes: the last one finds nothing, unless a process still writes with a former key. */
const mostPasses = 3;

/** The progress, passed from run to run. */
export interface Reencryption {
  keyId: string;
  position: Position | null;
  pass: number;
  /** The rows read and re-encrypted in this pass, and re-encrypted in all passes. */
  looked: number;
  encrypted: number;
  total: number;
}

/**
 * Re-encrypts with the current key of the keyring what former keys encrypted, and repeats until a pass finds nothing.
 * Started by a schedule; an unfinished run continues as a new one.
 * @returns the number of re-encrypted rows.
 */
export async function reencryptColumns(from?: Reencryption): Promise<number> {
  const keyId = from?.keyId ?? (await beginReencryption());
  if (!keyId) return 0;
  let state: Reencryption = from ?? { keyId, position: null, pass: 1, looked: 0, encrypted: 0, total: 0 };
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const { next, looked, encrypted } = await reencryptBatch(keyId, state.position);
    state = {
      ...state,
      position: next,
      looked: state.looked + looked,
      encrypted: state.encrypted + encrypted,
      total: state.total + encrypted,
    };
    setCurrentDetails(describe(state));
    if (next) continue;
    if (state.encrypted === 0) {
      await endReencryption(state.total > 0);
      return state.total;
    }
    if (state.pass === mostPasses) return state.total;
    state = { ...state, pass: state.pass + 1, looked: 0, encrypted: 0 };
  }
  return continueAsNew<typeof reencryptColumns>(state);
}

function describe({ keyId, position, pass, looked, encrypted }: Reencryption): string {
  const where = position ? `now in ${position.table}` : 'at the end';
  return `Pass ${pass} to the key ${keyId}, ${where}: ${looked} rows looked at, ${encrypted} encrypted anew`;
}

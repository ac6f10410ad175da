import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { defaultPorts, isFree } from '../../dev/ports.ts';
import { LockHeld, takeLock, type LockFile } from '../../dev/processes/lock-file.ts';
import { openPortClaims, portClaimsFolder } from '../../dev/processes/port-claims.ts';

/** Above the ports that test stacks choose, below those of outgoing connections. */
const offsets = { from: 23_000, to: 23_900, step: 75 };

/**
 * An offset at which all default ports and the one after the API's two are free. No other test on this machine gets it
 * until the test ends. The difference of two offsets never equals that of two default ports or the few above them, to
 * which a taken port moves.
 */
export async function freeOffset(): Promise<number> {
  const steps = (offsets.to - offsets.from) / offsets.step;
  const first = Math.floor(Math.random() * steps);
  for (let step = 0; step < steps; step += 1) {
    const offset = offsets.from + ((first + step) % steps) * offsets.step;
    const lock = tryLock(offset);
    if (lock && (await isAllFree(offset))) {
      onTestFinished(lock.release);
      return offset;
    }
    lock?.release();
  }
  throw new Error('the ports of all offsets are taken');
}

function tryLock(offset: number): LockFile | undefined {
  try {
    return takeLock(join(portClaimsFolder(), `offset-${offset}.json`));
  } catch (error) {
    if (error instanceof LockHeld) return undefined;
    throw error;
  }
}

async function isAllFree(offset: number): Promise<boolean> {
  const claims = openPortClaims();
  const wanted = [...Object.values(defaultPorts), defaultPorts.operations + 1].map((port) => port + offset);
  try {
    return wanted.every(claims.claim) && (await Promise.all(wanted.map(isFree))).every(Boolean);
  } finally {
    claims.releaseAll();
  }
}

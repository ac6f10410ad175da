import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { defaultPorts, isFree } from '../../dev/ports.ts';
import { LockHeld, takeLock, type LockFile } from '../../dev/processes/lock-file.ts';
import { openPortClaims, portClaimsFolder } from '../../dev/processes/port-claims.ts';

/** Above the ports of stacks that take any, below those of outgoing connections. */
const offsets = { from: 23_000, to: 23_900, step: 75 };

/**
 * An offset at which all default ports are free, and the one after the API's two; until the test ends no other test on
 * this machine is given it. No two default ports, nor the few above them that a taken one moves to, are as far apart as two
 * of the offsets.
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

import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../console/refusal.ts';
import { LockHeld, takeLock, type LockFile } from './lock-file.ts';

/**
 * The ports that one stack has chosen. Between choice and use a port looks free to other stacks for seconds: a claim
 * tells the other stacks of this account that it is taken.
 */
export interface PortClaims {
  /** Claims a port until it is released; false when a living stack has claimed it. */
  claim(port: number): boolean;
  release(port: number): void;
  releaseAll(): void;
}

/** Claims are lock files in a folder for all checkouts of this account; those of a killed start are void. */
export function openPortClaims(): PortClaims {
  const folder = portClaimsFolder();
  const locks = new Map<number, LockFile>();
  const release = (port: number) => {
    locks.get(port)?.release();
    locks.delete(port);
  };
  return {
    claim(port) {
      try {
        locks.set(port, takeLock(join(folder, `port-${port}.json`)));
        return true;
      } catch (error) {
        if (error instanceof LockHeld) return false;
        throw error;
      }
    },
    release,
    releaseAll() {
      for (const port of [...locks.keys()]) release(port);
    },
  };
}

/**
 * The folder of the claims. The folder for temporary files is shared: a folder under our name that another account
 * created must not be used.
 */
export function portClaimsFolder(): string {
  const folder = join(tmpdir(), `countersign-ports-${process.getuid?.() ?? 'all'}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid)) return folder;
  throw new Refusal(`${folder} is not a folder of this account: remove it, or set TMPDIR to a folder that is`);
}

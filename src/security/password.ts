import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { CountersignError } from '../errors/countersign-error.ts';
import { equalBytes } from './keyring.ts';
import type { Keyring } from './keyring.ts';

/** OWASP's parameters for Argon2id: KiB of memory, passes over it, lanes. Stored with each hash, so they can be raised. */
const current = { m: 19_456, t: 2, p: 1 };
const hashLength = 32;
const saltLength = 16;

/** Concurrent hashes: half of the process's thread pool. */
const mostAtOnce = 2;

const derive = promisify(argon2);

interface Stored {
  m: number;
  t: number;
  p: number;
  salt: Buffer;
  hash: Buffer;
}

/** Hashes of passwords, which cannot be attacked without the keyring, and only slowly with it. */
export interface Passwords {
  /**
   * What is stored, in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
   * @throws CountersignError busy
   */
  hash(password: string): Promise<string>;
  /**
   * Compares in constant time; undefined (an unknown person) takes as long.
   * @throws CountersignError busy
   */
  matches(password: string, stored: string | undefined): Promise<boolean>;
  /** Whether a hash has other parameters than the present ones. */
  isOutdated(stored: string): boolean;
}

/**
 * Argon2id (RFC 9106) over a keyed hash of the password: the keyring is a pepper, and any length costs the same.
 * @param mostWaiting callers who wait for a hash; more are told to come back, so that a flood of sign-ins is not a flood of memory.
 */
export function createPasswords({
  keyring,
  random,
  mostWaiting,
}: {
  keyring: Keyring;
  random: (size: number) => Buffer;
  mostWaiting: number;
}): Passwords {
  const input = (password: string) => keyring.lookupHash(password.normalize('NFKC'), 'password');
  const inTurn = createTurns(mostAtOnce, mostWaiting);
  const deriveHash = ({ m: memory, t: passes, p: parallelism, salt: nonce }: Omit<Stored, 'hash'>, password: string) =>
    inTurn(() =>
      derive('argon2id', { message: input(password), nonce, parallelism, tagLength: hashLength, memory, passes }),
    );
  const decoy: Stored = { ...current, salt: random(saltLength), hash: random(hashLength) };
  return {
    async hash(password) {
      const salt = random(saltLength);
      const hash = await deriveHash({ ...current, salt }, password);
      return `$argon2id$v=19$m=${current.m},t=${current.t},p=${current.p}$${write(salt)}$${write(hash)}`;
    },
    async matches(password, text) {
      const stored = text === undefined ? decoy : parse(text);
      const isEqual = equalBytes(await deriveHash(stored, password), stored.hash);
      return isEqual && text !== undefined;
    },
    isOutdated(text) {
      const { m, t, p } = parse(text);
      return m !== current.m || t !== current.t || p !== current.p;
    },
  };
}

/**
 * Limits concurrency, in order of arrival.
 * @throws CountersignError busy when too many wait.
 */
function createTurns(atOnce: number, waiting: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const limit = pLimit(atOnce);
  return async (work) => {
    if (limit.activeCount + limit.pendingCount >= atOnce + waiting)
      throw new CountersignError('busy', { retryAfterSeconds: 2, detail: 'too many passwords to compare' });
    return limit(work);
  };
}

/** PHC's base64 has no padding. */
function write(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

function parse(text: string): Stored {
  const [, m, t, p, salt, hash] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('A stored password has no form that is known');
  return {
    m: Number(m),
    t: Number(t),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

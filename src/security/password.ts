import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import { CountersignError } from '../errors/countersign-error.ts';
import { equalBytes } from './keyring.ts';
import type { Keyring } from './keyring.ts';

/** OWASP's parameters for Argon2id: KiB of memory, passes over it, lanes. Stored with each hash, so they can be raised. */
const current = { m: 19_456, t: 2, p: 1 };
const hashLength = 32;
const saltLength = 16;

/** Hashes at once: half of the threads that all other work of the process shares. */
const mostAtOnce = 2;
/** Callers who wait for one; more are told to come back, so that a flood of sign-ins is not a flood of memory. */
const mostWaiting = 16;

const derive = promisify(argon2);

interface Stored {
  m: number;
  t: number;
  p: number;
  salt: Buffer;
  hash: Buffer;
}

/** Passwords that people choose, stored so that a copy of the database alone is worth nothing, and with its keys little. */
export interface Passwords {
  /** What is stored, in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
  hash(password: string): Promise<string>;
  /**
   * Compares in constant time; undefined, for somebody who does not exist, costs the same.
   * @throws CountersignError slow_down
   */
  matches(password: string, stored: string | undefined): Promise<boolean>;
  /** True when a hash was made with parameters that are not today's. */
  isOutdated(stored: string): boolean;
}

/** Argon2id (RFC 9106) over a keyed hash of the password: the keyring is a pepper, and any length costs the same. */
export function createPasswords({ keyring, random }: { keyring: Keyring; random: (size: number) => Buffer }): Passwords {
  const input = (password: string) => keyring.lookupHash(password.normalize('NFKC'), 'password');
  const inTurn = createTurns(mostAtOnce, mostWaiting);
  const deriveHash = ({ m: memory, t: passes, p: parallelism, salt: nonce }: Omit<Stored, 'hash'>, password: string) =>
    inTurn(() => derive('argon2id', { message: input(password), nonce, parallelism, tagLength: hashLength, memory, passes }));
  const nobody: Stored = { ...current, salt: random(saltLength), hash: random(hashLength) };
  return {
    async hash(password) {
      const salt = random(saltLength);
      const hash = await deriveHash({ ...current, salt }, password);
      return `$argon2id$v=19$m=${current.m},t=${current.t},p=${current.p}$${write(salt)}$${write(hash)}`;
    },
    async matches(password, text) {
      const stored = text === undefined ? nobody : parse(text);
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
 * Runs at most so many at once, in the order they came.
 * @throws CountersignError slow_down when too many wait.
 */
function createTurns(atOnce: number, waiting: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new CountersignError('slow_down', { retryAfterSeconds: 2, detail: 'too many passwords to compare' });
      await new Promise<void>((begin) => queue.push(begin));
    } else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}

/** PHC's base64 has no padding. */
function write(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

function parse(text: string): Stored {
  const [, m, t, p, salt, hash] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('A stored password has no form that is known');
  return { m: Number(m), t: Number(t), p: Number(p), salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

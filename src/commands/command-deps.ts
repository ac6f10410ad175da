import type { EntityManager } from '@mikro-orm/postgresql';
import type { Keyring } from '../security/keyring.ts';

/** What commands need of the world. Each command takes the part it uses. */
export interface CommandDeps {
  /** A fresh unit of work. */
  em: () => EntityManager;
  clock: () => Date;
  /** Cryptographically strong random bytes. */
  random: (size: number) => Buffer;
  keyring: Keyring;
}

import type { EntityManager } from '@mikro-orm/postgresql';
import type { Keyring } from '../security/keyring.ts';
import type { Removals } from './removals/removals.ts';

/** Dependencies of commands. Each command takes the part it uses. */
export interface CommandDeps {
  /** Creates a unit of work. */
  em: () => EntityManager;
  clock: () => Date;
  /** Cryptographically strong random bytes. */
  random: (size: number) => Buffer;
  keyring: Keyring;
  /** Registry of what each context ends when a registration, its keys or an application's access is removed. */
  removals: Removals;
}

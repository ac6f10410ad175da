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
  /** Has the workflow of an open transaction end it as `cancelled`. Throws `transaction_not_open` when it has none, `engine_unreachable`. */
  cancelTransaction: (transactionId: string) => Promise<unknown>;
  /** Has the workflow of a push enrolment end whose row was dropped. One that has ended, or never ran, is left alone. Throws `engine_unreachable`. */
  endPushEnrollment: (enrollmentId: string) => Promise<void>;
}

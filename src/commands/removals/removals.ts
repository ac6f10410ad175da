import type { EntityManager } from '@mikro-orm/postgresql';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { RequestOrigin } from '../events/request-origin.ts';

/**
 * What may go of a user on a phone: all of it (`registration`), its keys, its push enrolment, or an application's access.
 * A context says in its entry what it ends for each of them.
 */
export type Removed = 'registration' | 'keys' | 'push' | 'access';

/** The registration that loses something, and the request that asked for it: the app's own, a site's or an operator's. */
export interface RemovedRegistration extends RequestOrigin {
  registrationId: string;
  userId: string;
  /** False where its person is told otherwise, or goes too. */
  isTold?: boolean;
}

/** What happens to a person: they are gone for good, or may do nothing until they are enabled again. */
export type PersonRemoval = 'deleted' | 'disabled';

/** The person that goes, and the request that asked for it. */
export interface RemovedPerson extends RequestOrigin {
  userId: string;
  removal: PersonRemoval;
}

/** The person whose sign-ins end, as their password has changed: another may have got in with the former one. */
export interface ChangedPassword extends RequestOrigin {
  userId: string;
  /** The session in which it was changed, which goes on. */
  sessionId?: string | null;
  /** The sign-in in which it was changed, which goes on. */
  flowId?: string | null;
  /** What clients were allowed since then ends too, also what they may do without the person. */
  grantsSince?: Date | undefined;
}

/** The person who trusts no browser any more, and the request that asked for it. */
export interface TrustEnd extends RequestOrigin {
  userId: string;
}

/** Workflows that still run for what was removed: ids by the name of the entry that has to tell them. */
export type OpenWork = Readonly<Record<string, readonly string[]>>;

export const noOpenWork: OpenWork = {};

/** What one context does when something goes that its own rows stand on. */
export interface RemovalEntry {
  name: string;
  /** Ends its rows, in the caller's transaction. Idempotent. @returns the ids of workflows to tell after the commit. */
  ends: Partial<Record<Removed, EndRows>>;
  /** Has one workflow end. Throws `engine_unreachable`. */
  tell: (id: string) => Promise<unknown>;
}

/** What one context ends of a person, in the caller's transaction. Idempotent. @returns work to `tell` after the commit. */
export type EndPerson = (em: EntityManager, person: RemovedPerson, now: Date, removals: Removals) => Promise<OpenWork>;

/** What one context ends when a person's password has changed, in the caller's transaction. Idempotent. */
export type EndSignIns = (em: EntityManager, changed: ChangedPassword, now: Date) => Promise<void>;

/** What one context ends when the devices of a person are to be trusted no longer, in the caller's transaction. Idempotent. */
export type EndTrust = (em: EntityManager, person: TrustEnd, now: Date) => Promise<void>;

export type EndRows = (em: EntityManager, registration: RemovedRegistration, now: Date) => Promise<string[]>;

/** The registry of removals: a context that takes something away asks it, and imports none of the later contexts. */
export interface Removals {
  /** Ends what stands on something that goes, as part of the caller's transaction; `tell` what it returns after the commit. */
  end(em: EntityManager, removed: Removed, registration: RemovedRegistration, now: Date): Promise<OpenWork>;
  /** Ends what a person has in every context, as part of the caller's transaction; `tell` what it returns after the commit. */
  endPerson(em: EntityManager, person: RemovedPerson, now: Date): Promise<OpenWork>;
  /** Ends the other sessions and sign-ins of a person whose password has changed, as part of the caller's transaction. */
  endSignIns(em: EntityManager, changed: ChangedPassword, now: Date): Promise<void>;
  /** Ends the trust in all browsers of a person, who may have lost one, as part of the caller's transaction. */
  endTrust(em: EntityManager, person: TrustEnd, now: Date): Promise<void>;
  /**
   * Has the workflows end that are still running. Never fails: the sweeper and the reconciliation end what cannot be
   * reached now.
   */
  tell(work: OpenWork): Promise<void>;
}

/** Workflows told at the same time. */
const atOnce = 16;
/** More would keep the caller waiting: the sweeper takes the rest. */
const mostAtOnce = 64;

/**
 * @param entries in the order in which they end their rows, which is the order in which they lock them.
 * @param ofPersons what ends when a person goes, in the same way.
 * @param ofSignIns what ends when a person's password has changed, in the same way.
 * @param ofTrust what ends when a person trusts no browser any more, in the same way.
 */
export function createRemovals(
  entries: readonly RemovalEntry[],
  ofPersons: readonly EndPerson[] = [],
  ofSignIns: readonly EndSignIns[] = [],
  ofTrust: readonly EndTrust[] = [],
): Removals {
  const removals: Removals = {
    end: async (em, removed, registration, now) => {
      const work: Record<string, string[]> = {};
      for (const { name, ends } of entries) {
        const ids = await ends[removed]?.(em, registration, now);
        if (ids?.length) work[name] = ids;
      }
      return work;
    },
    endPerson: async (em, person, now) => {
      const works: OpenWork[] = [];
      for (const endPerson of ofPersons) works.push(await endPerson(em, person, now, removals));
      return joinOpenWork(...works);
    },
    endSignIns: async (em, changed, now) => {
      for (const endSignIns of ofSignIns) await endSignIns(em, changed, now);
    },
    endTrust: async (em, person, now) => {
      for (const endTrust of ofTrust) await endTrust(em, person, now);
    },
    tell: async (work) => {
      const tellings = entries.flatMap(({ name, tell }) => (work[name] ?? []).map((id) => () => tell(id)));
      await tellInBatches(tellings.slice(0, mostAtOnce));
    },
  };
  return removals;
}

/** The open work of several removals in one transaction. */
export function joinOpenWork(...works: readonly OpenWork[]): OpenWork {
  const joined: Record<string, string[]> = {};
  for (const [name, ids] of works.flatMap((work) => Object.entries(work))) (joined[name] ??= []).push(...ids);
  return joined;
}

/** By batches rather than a few at a time: when the engine does not answer, the batch that finds it out is the last. */
async function tellInBatches(tellings: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (let from = 0; from < tellings.length; from += atOnce) {
    const told = await Promise.allSettled(tellings.slice(from, from + atOnce).map((tell) => tell()));
    if (told.some((result) => result.status === 'rejected' && isUnreachable(result.reason))) return;
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof CountersignError && error.code === 'engine_unreachable';
}

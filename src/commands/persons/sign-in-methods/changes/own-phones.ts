import type { EntityManager } from '@mikro-orm/postgresql';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import type { OpenWork } from '../../../removals/removals.ts';

/** A phone of a person, and the request that changes it. */
export interface AskedPhone {
  personId: string;
  registrationId: string;
  origin: RequestOrigin;
}

/** What undoing a change does to phones. They are a later context, so that this one names what it needs of it. Each is a part of the caller's transaction. */
export interface OwnPhones {
  /** Disconnects a phone without telling its person. @returns what `removals.tell` is to be told after the commit. */
  disconnect(em: EntityManager, phone: AskedPhone, now: Date): Promise<OpenWork>;
  /** Keeps a phone that was said to be lost. @returns false for one that is not about to be removed. */
  keep(em: EntityManager, phone: Pick<AskedPhone, 'personId' | 'registrationId'>): Promise<boolean>;
}

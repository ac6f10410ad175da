import type { EntityManager } from '@mikro-orm/postgresql';
import type { RemovableMethod } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';

/** What the policies of sign-ins demand. They are a later context, so that this one names what it needs of it. */
export interface MethodPolicy {
  /** Whether certificates of people reach this installation. */
  takesCertificates: boolean;
  /**
   * Ids of the methods without which a person, who reaches what their policies ask for, could not any more.
   * @param em where that is asked; the person is locked if it is to hold.
   * @param all the methods of the person.
   */
  findDemanded(em: EntityManager, personId: string, all: readonly RemovableMethod[]): Promise<readonly string[]>;
  /** The same of the phones that approve, which are devices. @returns ids of their registrations. */
  findDemandedPhones(
    em: EntityManager,
    personId: string,
    methods: readonly RemovableMethod[],
  ): Promise<readonly string[]>;
}

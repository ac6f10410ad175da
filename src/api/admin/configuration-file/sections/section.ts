import type { Access } from '../../../../domain/persons/roles/access.ts';
import type { Entry } from '../entry.ts';
import type { RouteCaller } from '../route-caller.ts';

/** A resource as it is configured. */
export interface Stored {
  /** As it is exported. */
  entry: Entry;
  /** Parameters of its path. */
  params: Record<string, string>;
}

/** One kind of resource in the file. */
export interface Section {
  /** Member of the file. */
  name: string;
  /** For the API reference. */
  describes: string;
  /** One resource, or null for none; otherwise a list. */
  isSingle: boolean;
  reads: Access;
  /** What it needs to change a resource. */
  changes: (entry: Entry) => Access;
  /** Fields by which a resource is found. */
  key: readonly string[];
  /** Further fields that are set when it is created, and stay. */
  fixed: readonly string[];
  /** Fields that name resources of later sections: written when all resources are there. */
  late: readonly string[];
  list(call: RouteCaller): Promise<Stored[]>;
  create(call: RouteCaller, entry: Entry): Promise<void>;
  /** @param fields those that change. */
  change(call: RouteCaller, stored: Stored, fields: Entry, tag: string | undefined): Promise<void>;
  /** Undefined: one of these is not deleted. */
  remove?: (call: RouteCaller, stored: Stored, tag: string | undefined) => Promise<void>;
  /** Entity tag of a resource, where its API has one. */
  tag(call: RouteCaller, stored: Stored): Promise<string | undefined>;
}

/** Fields of an answer that tell that there is a secret, by the field that holds it. */
export type Secrets = Readonly<Record<string, (answer: Entry) => boolean>>;

/** What every section has unless it says otherwise. */
export const plainSection = { isSingle: false, fixed: [], late: [], tag: async () => undefined } as const;

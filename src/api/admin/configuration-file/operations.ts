import { invalidField, readOnly } from '../../../commands/configuration/conflicts.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Access } from '../../../domain/persons/roles/access.ts';
import { compareEntry, isWithheld, pick, without } from './entry.ts';
import type { Entry } from './entry.ts';
import { keyOf, nameOf } from './read-configuration.ts';
import type { SectionState } from './read-configuration.ts';
import type { RouteCaller } from './route-caller.ts';
import type { Section, Stored } from './sections/section.ts';

/** One thing that an import does. */
export interface Operation {
  section: Section;
  /** Place in the file, or in what is configured. */
  path: string;
  key: string;
  needs: Access;
  /** Secrets that the file has: written without being compared. */
  secrets: readonly string[];
  /** Tag of the resource as the import read it. */
  tag: string | undefined;
  run(call: RouteCaller): Promise<void>;
}

/** Entries of the file by section; a section that the file leaves out stays as it is. */
export type FileEntries = ReadonlyMap<string, readonly Entry[]>;

/**
 * What makes the configuration what a file says, in the order of the sections; deletions last, the other way round.
 * @throws nothing: what cannot be done is refused when it is run.
 */
export async function planOperations(
  states: readonly SectionState[],
  { entries, removesOthers }: { entries: FileEntries; removesOthers: boolean },
  call: RouteCaller,
): Promise<Operation[]> {
  const operations: Operation[] = [];
  const deletions: Operation[] = [];
  for (const { section, stored } of states) {
    const file = entries.get(section.name);
    if (!file) continue;
    const known = new Map(stored.map((each) => [keyOf(section, each.entry), each]));
    const seen = new Set<string>();
    for (const [index, entry] of file.entries()) {
      const path = section.isSingle ? section.name : `${section.name}[${index}]`;
      const key = keyOf(section, entry);
      const planned = seen.has(key) ? repeated(section, entry) : planEntry(section, entry, known.get(key));
      seen.add(key);
      if (planned) operations.push(await withTag(call, { section, path, key, ...planned }, known.get(key)));
    }
    if (!removesOthers || !section.remove) continue;
    for (const each of stored.filter(({ entry }) => !seen.has(keyOf(section, entry))))
      deletions.unshift(...(await deletionsOf(section, each, call)));
  }
  return [...operations, ...lateOperations(states, entries), ...deletions];
}

type Planned = Pick<Operation, 'needs' | 'secrets' | 'run'>;
type Untagged = Omit<Operation, 'tag' | 'run'> & { run(call: RouteCaller, tag?: string): Promise<void> };

async function withTag(call: RouteCaller, operation: Untagged, stored: Stored | undefined): Promise<Operation> {
  const tag = stored && (await operation.section.tag(call, stored));
  return { ...operation, tag, run: (caller) => operation.run(caller, tag) };
}

/** Creates or changes one resource; undefined when it is as the file says. */
function planEntry(
  section: Section,
  whole: Entry,
  stored: Stored | undefined,
): Omit<Untagged, 'section' | 'path' | 'key'> | undefined {
  const entry = without(whole, section.late);
  const { written, missing } = compareEntry(entry, stored?.entry);
  const names = Object.keys(written);
  if (stored && names.length === 0 && missing.length === 0) return undefined;
  return {
    needs: section.changes(whole),
    secrets: stored ? names.filter((name) => !Object.hasOwn(stored.entry, name) || isWithheld(stored.entry[name])) : [],
    async run(call, tag) {
      const [secret] = missing;
      if (secret !== undefined) throw invalidField(secret, 'secret_missing', 'Give the secret: it is not stored here.');
      if (!stored) return section.create(call, written);
      const fixed = names.find((name) => section.fixed.includes(name));
      if (fixed !== undefined) throw readOnly(fixed);
      return section.change(call, stored, written, tag);
    },
  };
}

function repeated(section: Section, entry: Entry): Planned {
  const [field = 'body'] = section.key;
  return {
    needs: section.changes(entry),
    secrets: [],
    run: () => Promise.reject(invalidField(field, 'repeated', 'Two entries are of one resource.')),
  };
}

/** Deletes a resource; one that names resources of later sections, which may name it, lets go of them first. */
async function deletionsOf(section: Section, stored: Stored, call: RouteCaller): Promise<Operation[]> {
  const { name, isSingle, late, remove, tag: tagIn } = section;
  const about = {
    section,
    path: isSingle ? name : `${name}: ${nameOf(section, stored.entry)}`,
    key: keyOf(section, stored.entry),
    needs: section.changes(stored.entry),
    secrets: [],
    tag: await tagIn(call, stored),
  };
  const emptied = Object.fromEntries(late.map((field) => [field, []]));
  const letGo = (caller: RouteCaller) => section.change(caller, stored, emptied, about.tag);
  // Once it is another one, its tag is too.
  const tag = late.length > 0 ? undefined : about.tag;
  const gone = { ...about, run: async (caller: RouteCaller) => remove?.(caller, stored, tag) };
  return late.length > 0 ? [{ ...about, run: letGo }, gone] : [gone];
}

/** Writes fields that name resources of later sections. */
function lateOperations(states: readonly SectionState[], entries: FileEntries): Operation[] {
  return states.flatMap(({ section, stored }) =>
    (entries.get(section.name) ?? []).flatMap((entry, index) => {
      const key = keyOf(section, entry);
      const fields = pick(entry, section.late);
      const before = stored.find((each) => keyOf(section, each.entry) === key);
      if (Object.keys(compareEntry(fields, before?.entry).written).length === 0) return [];
      const needs = section.changes(entry);
      const path = `${section.name}[${index}]`;
      const run = async (call: RouteCaller) => {
        const now = before ?? (await section.list(call)).find((each) => keyOf(section, each.entry) === key);
        if (!now) throw new CountersignError('not_found');
        await section.change(call, now, fields, undefined);
      };
      return [{ section, path, key, needs, secrets: [], tag: undefined, run }];
    }),
  );
}

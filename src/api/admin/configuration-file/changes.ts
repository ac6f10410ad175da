import { differingFields, isWithheld, pick } from './entry.ts';
import type { Entry } from './entry.ts';
import type { Operation } from './operations.ts';
import { keyOf, nameOf } from './read-configuration.ts';
import type { SectionState } from './read-configuration.ts';
import type { RouteCaller } from './route-caller.ts';
import type { Section, Stored } from './sections/section.ts';

/** What an import does with one resource, or would do. */
export interface FileChange {
  section: string;
  /** The values by which it is found. */
  id: string;
  action: 'create' | 'change' | 'delete';
  /** Fields that change. */
  fields: string[];
  /** Those fields before and after; all fields of what is created or deleted. Secrets are withheld. */
  before: Entry | null;
  after: Entry | null;
  /** What remains to be done by hand. */
  needs_secret: boolean;
}

interface Difference {
  before: readonly SectionState[];
  after: readonly SectionState[];
  operations: readonly Operation[];
}

/** The differences of two states, section by section. */
export async function configurationChanges(
  { before, after, operations }: Difference,
  call: RouteCaller,
): Promise<FileChange[]> {
  const changes: FileChange[] = [];
  for (const { section, stored: former } of before) {
    const latter = after.find((state) => state.section === section)?.stored ?? [];
    const byKey = (states: readonly Stored[]) => new Map(states.map((each) => [keyOf(section, each.entry), each]));
    const [old, now] = [byKey(former), byKey(latter)];
    for (const key of [...new Set([...old.keys(), ...now.keys()])].toSorted()) {
      const written = await writtenSecrets({ section, key, stored: now.get(key) }, operations, call);
      const change = changeOf(section, old.get(key)?.entry, now.get(key)?.entry, written);
      if (change) changes.push(change);
    }
  }
  return changes;
}

/** Secrets that an operation wrote, if the resource is another one after it. */
async function writtenSecrets(
  { section, key, stored }: { section: Section; key: string; stored: Stored | undefined },
  operations: readonly Operation[],
  call: RouteCaller,
): Promise<readonly string[]> {
  const operation = operations.find((each) => each.section === section && each.key === key);
  if (!operation || operation.secrets.length === 0 || !stored) return [];
  return (await section.tag(call, stored)) === operation.tag ? [] : operation.secrets;
}

function changeOf(
  section: Section,
  before: Entry | undefined,
  after: Entry | undefined,
  secrets: readonly string[],
): FileChange | undefined {
  const id = nameOf(section, after ?? before ?? {});
  const about = { section: section.name, id, needs_secret: false };
  if (!before && !after) return undefined;
  if (!before)
    return {
      ...about,
      action: 'create',
      fields: [],
      before: null,
      after: after ?? null,
      needs_secret: needsSecret(section, after),
    };
  if (!after) return { ...about, action: 'delete', fields: [], before, after: null };
  const fields = [
    ...new Set([...differingFields(before, after), ...secrets.filter((name) => isWithheld(after[name]))]),
  ].toSorted();
  if (fields.length === 0) return undefined;
  return { ...about, action: 'change', fields, before: pick(before, fields), after: pick(after, fields) };
}

/** Secrets of OAuth clients are made by the server, when an operator asks for one. */
function needsSecret({ name }: Section, entry: Entry | undefined): boolean {
  const method = entry?.['token_endpoint_auth_method'];
  return name === 'clients' && typeof method === 'string' && method.startsWith('client_secret');
}

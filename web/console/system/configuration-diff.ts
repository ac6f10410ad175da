/** What an import would do, as the API says it. */
export interface Change {
  kind: 'client' | 'protected_resource' | 'identity_provider';
  id: string;
  action: 'create' | 'change' | 'delete';
  fields: string[];
}

type Entry = Record<string, unknown>;
export interface RegistryFile {
  clients: Entry[];
  protected_resources: Entry[];
  identity_providers?: Entry[];
}

/** One field of a change: as it is, and as the file has it. */
export interface FieldDiff {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

const lists = {
  client: ['clients', 'client_id'],
  protected_resource: ['protected_resources', 'identifier'],
  identity_provider: ['identity_providers', 'id'],
} as const;

/** Fields whose values are never shown: a file may bring new secrets. */
const secret = /secret|private_key|password/;

/** The fields of a change with both values: those that the API named, of a new one all that the file has. */
export function fieldDiffs(change: Change, now: RegistryFile, file: RegistryFile): FieldDiff[] {
  const [list, key] = lists[change.kind];
  const entryIn = (of: RegistryFile) => of[list]?.find((entry) => entry[key] === change.id);
  const [before, after] = [entryIn(now), entryIn(file)];
  if (change.action === 'delete') return [];
  const fields = change.action === 'create' ? Object.keys(after ?? {}).filter((name) => name !== key) : change.fields;
  return fields.map((field) => ({ field, before: show(field, before?.[field]), after: show(field, after?.[field]) }));
}

function show(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (secret.test(field) && typeof value === 'string') return '••••';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is in a file of the registry; undefined for anything else. */
export function readRegistryFile(text: string): RegistryFile | undefined {
  try {
    const content = JSON.parse(text) as Partial<RegistryFile> | null;
    const isOne = Array.isArray(content?.clients) && Array.isArray(content.protected_resources);
    return isOne ? (content as RegistryFile) : undefined;
  } catch {
    return undefined;
  }
}

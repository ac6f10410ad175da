type Entry = Readonly<Record<string, unknown>>;

/** What an import would do with one resource, as the API says it. */
export interface Change {
  section: string;
  id: string;
  action: 'create' | 'change' | 'delete';
  fields: string[];
  before: Entry | null;
  after: Entry | null;
  needs_secret: boolean;
}

/** Why a part of a file cannot be applied, as the API says it. */
export interface Refusal {
  path: string;
  code: string;
  message: string;
  reason?: string;
  details?: { code?: string; message?: string }[];
}

/** One field of a change: as it is, and as it would be. */
export interface FieldDiff {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

/** What stands for a secret, which is never shown. */
const withheld = '••••';

/** The fields of a change with both values: those that differ, of a new one all that it has. */
export function fieldDiffs({ action, fields, before, after }: Change): FieldDiff[] {
  if (action === 'delete') return [];
  const names = action === 'create' ? Object.keys(after ?? {}) : fields;
  const diffs = names.map((field) => ({ field, before: show(before?.[field]), after: show(after?.[field]) }));
  return diffs.filter((diff) => diff.before !== undefined || diff.after !== undefined);
}

function show(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if ('$secret' in value) return withheld;
  if (Object.keys(value).length === 0) return undefined;
  const isPlain = Array.isArray(value) && value.every((each) => typeof each !== 'object');
  return isPlain ? value.join(', ') : JSON.stringify(value, undefined, 2);
}

/** What is wrong at a place: the reason of the API, else its refusal. */
export function reasonOf({ message, reason, details }: Refusal): string {
  return details?.[0]?.message ?? reason ?? message;
}

/** The refusals of an import, if the API refused the file. */
export function refusalsOf(details: Readonly<Record<string, unknown>>): Refusal[] {
  const { refusals } = details;
  return Array.isArray(refusals) ? (refusals as Refusal[]) : [];
}

/** The object in a file; undefined for anything else. */
export function readConfigurationFile(text: string): Entry | undefined {
  try {
    const content: unknown = JSON.parse(text);
    const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
    return isObject ? (content as Entry) : undefined;
  } catch {
    return undefined;
  }
}

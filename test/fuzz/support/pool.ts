import type { Known } from './from-schema.ts';

/** Names and ids that exist on the server, collected from its answers. */
export interface Pool {
  known: Known;
  /** Values that may be changed or deleted: the callers do not need them. */
  expendable: Known;
  learn(body: unknown, name?: string): void;
  protect(value: string): void;
}

/** How many values of one name are kept: the newest. */
const kept = 40;

export function createPool(): Pool {
  const values = new Map<string, string[]>();
  const precious = new Set<string>();
  const find =
    (isAllowed: (value: string) => boolean): Known =>
    (name, random) => {
      const candidates = (values.get(name) ?? []).filter(isAllowed);
      return candidates.length === 0 ? undefined : random.pick(candidates);
    };
  const remember = (name: string, value: string) => {
    const list = values.get(name) ?? [];
    if (list.includes(value)) return;
    values.set(name, [...list, value].slice(-kept));
  };
  const learn = (body: unknown, name = ''): void => {
    if (typeof body === 'string' && body !== '' && body.length < 300)
      for (const alias of aliases(name)) remember(alias, body);
    else if (Array.isArray(body)) for (const item of body.slice(0, 10)) learn(item, name);
    else if (typeof body === 'object' && body !== null)
      for (const [key, value] of Object.entries(body).slice(0, 40)) learn(value, key);
  };
  return {
    known: find(() => true),
    expendable: find((value) => !precious.has(value)),
    learn,
    protect: (value) => void precious.add(value),
  };
}

/** Other names of the same value in paths of other surfaces. */
function aliases(name: string): string[] {
  if (name === 'id' || name.endsWith('_id') || name === 'name' || name.endsWith('_name'))
    return [name, ...(name === 'version_name' ? ['name'] : []), ...(name.endsWith('_id') ? ['id'] : [])];
  return [
    'identifier',
    'platform',
    'url',
    'cursor',
    'next_cursor',
    'etag',
    'otp',
    'code',
    'username',
    'type',
    'status',
  ].includes(name)
    ? [name, ...(name === 'next_cursor' ? ['cursor'] : [])]
    : [];
}

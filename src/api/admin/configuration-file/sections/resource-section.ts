import { without, withheld } from '../entry.ts';
import type { Entry } from '../entry.ts';
import type { RouteCaller } from '../route-caller.ts';
import { plainSection } from './section.ts';
import type { Secrets, Section, Stored } from './section.ts';

interface Resource extends Pick<Section, 'name' | 'describes' | 'reads' | 'key'> {
  changes: ReturnType<Section['changes']>;
  /** Path of the list. */
  path: string;
  /** Parameter of the path of one, and the field of its answer that it comes from. */
  one: readonly [parameter: string, field: string];
  /** Fields of an answer that are not in the file: they belong to one installation. */
  leaves?: readonly string[];
  secrets?: Secrets;
  fixed?: readonly string[];
  late?: readonly string[];
}

/** A list of resources with routes for all and for one. */
export function resourceSection({ path, one, leaves = [], secrets = {}, ...section }: Resource): Section {
  const [parameter, field] = one;
  const onePath = `${path}/:${parameter}`;
  return {
    ...plainSection,
    ...section,
    changes: () => section.changes,
    async list(call) {
      const answers = await listAll(call, path);
      return answers.map((answer) => ({
        entry: exported(answer, leaves, secrets),
        params: { [parameter]: String(answer[field]) },
      }));
    },
    async create(call, body) {
      await call(`post ${path}`, { body });
    },
    async change(call, { params }, body, tag) {
      await call(`patch ${onePath}`, { params, body, tag });
    },
    async remove(call, { params }, tag) {
      await call(`delete ${onePath}`, { params, tag });
    },
    tag: async (call, { params }: Stored) => (await call(`get ${onePath}`, { params })).tag,
  };
}

/** An answer of the API as a file has it. */
export function exported(answer: Entry, leaves: readonly string[], secrets: Secrets): Entry {
  const hidden = Object.keys(secrets).filter((name) => secrets[name]?.(answer));
  return { ...without(answer, leaves), ...Object.fromEntries(hidden.map((name) => [name, withheld])) };
}

interface Page {
  result?: Entry[];
  items?: Entry[];
  next_cursor?: string | null;
}

const pageSize = 100;

/** All entries of a list, whichever way it has its pages. */
export async function listAll(call: RouteCaller, path: string, params?: Record<string, string>): Promise<Entry[]> {
  const all: Entry[] = [];
  let query: Record<string, string> = {};
  for (let page = 1; ; page += 1) {
    const { result, items, next_cursor: cursor } = (await call(`get ${path}`, { params, query })).body as Page;
    all.push(...(result ?? items ?? []));
    if (result ? result.length < pageSize : !cursor) return all;
    query = cursor ? { cursor } : { page: String(page) };
  }
}

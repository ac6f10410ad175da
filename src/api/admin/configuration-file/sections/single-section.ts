import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { Entry } from '../entry.ts';
import type { RouteCaller } from '../route-caller.ts';
import { exported } from './resource-section.ts';
import { plainSection } from './section.ts';
import type { Secrets, Section } from './section.ts';

interface Single extends Pick<Section, 'name' | 'describes'> {
  changes: ReturnType<Section['changes']>;
  path: string;
  leaves: readonly string[];
  secrets: Secrets;
}

/** A part of the configuration of which there is one or none. What the environment configures is not in the file. */
export function singleSection({ path, leaves, secrets, ...section }: Single): Section {
  return {
    ...plainSection,
    ...section,
    isSingle: true,
    reads: 'settings.read',
    changes: () => section.changes,
    key: [],
    async list(call) {
      const answer = await read(call, path);
      return answer ? [{ entry: exported(answer, leaves, secrets), params: {} }] : [];
    },
    async create(call, body) {
      await call(`put ${path}`, { body });
    },
    async change(call, _stored, body, tag) {
      await call(`patch ${path}`, { body, tag });
    },
    async remove(call, _stored, tag) {
      await call(`delete ${path}`, { tag });
    },
    tag: async (call) => (await call(`get ${path}`)).tag,
  };
}

/** A group of settings: there is always one, and all its values are in the file, defaults included. */
export function settingsSection(section: Pick<Section, 'name' | 'describes'> & Pick<Single, 'path'>): Section {
  const { remove: _remove, ...single } = singleSection({
    ...section,
    changes: 'settings.manage',
    leaves: [],
    secrets: {},
  });
  return { ...single, create: (call, body) => single.change(call, { entry: {}, params: {} }, body, undefined) };
}

async function read(call: RouteCaller, path: string): Promise<Entry | undefined> {
  try {
    const answer = (await call(`get ${path}`)).body as Entry;
    const { source = 'configuration' } = answer;
    return source === 'configuration' ? answer : undefined;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'not_found') return undefined;
    throw error;
  }
}

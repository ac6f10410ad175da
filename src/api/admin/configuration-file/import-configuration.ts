import type { EntityManager } from '@mikro-orm/postgresql';
import { checkTag, tagOf } from '../../../commands/configuration/row-tag.ts';
import { joiningTransaction } from '../../../database/joined-transaction.ts';
import type { Access } from '../../../domain/persons/roles/access.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { configurationChanges } from './changes.ts';
import type { FileChange } from './changes.ts';
import { planOperations } from './operations.ts';
import type { FileEntries, Operation } from './operations.ts';
import { readRows, readSections } from './read-configuration.ts';
import type { RouteCaller } from './route-caller.ts';
import type { Section } from './sections/section.ts';

/** Why a part of the file cannot be applied. */
export interface FileRefusal {
  /** Place in the file, such as `clients[3].resources`. */
  path: string;
  code: string;
  message: string;
  /** The refusal's own members, such as `details`. */
  extra: Readonly<Record<string, unknown>>;
}

export interface ConfigurationImport {
  sections: readonly Section[];
  entries: FileEntries;
  /** Whether resources that the file does not hold are deleted, in the sections that it has. */
  removesOthers: boolean;
  /** Tag of the configuration that the caller read: `changed_meanwhile` when that was an older one. */
  ifMatch: string | undefined;
  /** Everything is checked, and nothing is kept. */
  isDryRun: boolean;
  /** Refuses a caller who may not. */
  allow(access: Access): Promise<void>;
}

/** One import at a time: of two that saw the same configuration, the second is refused. */
const importLock = 'select pg_advisory_xact_lock(7243121)';

/** Undoes the transaction of a dry run, or of an import that was refused. */
class Undone extends Error {}

/** What an import did, or would do, and the tag of the configuration after it, of a dry run before it. */
export interface ImportResult {
  changes: FileChange[];
  tag: string;
}

/**
 * Makes the configuration what a file says, all of it or nothing, by the routes that change each part.
 * @param call calls the routes.
 * @throws CountersignError `changed_meanwhile`, `role_not_allowed`; `configuration_refused` with every place that is wrong
 */
export async function importConfiguration(
  deps: Pick<AdminDeps, 'em' | 'keyring'>,
  call: RouteCaller,
  task: ConfigurationImport,
): Promise<ImportResult> {
  let result: ImportResult = { changes: [], tag: '' };
  let refusals: FileRefusal[] = [];
  const work = async (em: EntityManager) => {
    await em.execute(importLock, [], 'get', em.getTransactionContext());
    const before = await readSections(task.sections, call);
    const operations = await planOperations(before, task, call);
    // Read last: what changes after this is refused by the tags of the operations.
    const rows = await readRows(em);
    checkTag(deps.keyring, rows, task.ifMatch, 'changed_meanwhile');
    for (const access of new Set(operations.map(({ needs }) => needs))) await task.allow(access);
    refusals = await runAll(em, operations, call);
    if (refusals.length > 0) throw new Undone();
    const after = await readSections(task.sections, call);
    const changes = await configurationChanges({ before, after, operations }, call);
    result = { changes, tag: tagOf(deps.keyring, task.isDryRun ? rows : await readRows(em)) };
    if (task.isDryRun) throw new Undone();
  };
  await deps
    .em()
    .transactional((em) => joiningTransaction(em, () => work(em)))
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  if (refusals.length > 0) throw refused(refusals);
  return result;
}

/** Most refusals in one answer. */
const mostRefusals = 100;

function refused(refusals: readonly FileRefusal[]): CountersignError {
  const shown = refusals.slice(0, mostRefusals).map(({ extra, ...refusal }) => ({ ...extra, ...refusal }));
  return new CountersignError('configuration_refused', { extra: { refusals: shown } });
}

/** Most rounds: so many resources may each name the next one of the file. It bounds the work of a file that was made to be slow. */
const mostRounds = 20;

/**
 * Runs operations until all are done, or none of the others can be: a resource may name one that comes after it.
 * @returns the refusals of those that cannot be done.
 */
async function runAll(em: EntityManager, operations: readonly Operation[], call: RouteCaller): Promise<FileRefusal[]> {
  let waiting = operations;
  for (let round = 1; ; round += 1) {
    const refusals = new Map<Operation, FileRefusal>();
    for (const operation of waiting) {
      const refusal = await tryOne(em, operation, call);
      if (refusal) refusals.set(operation, refusal);
    }
    const isStuck = refusals.size === waiting.length || round === mostRounds;
    if (refusals.size === 0 || isStuck) return [...refusals.values()];
    waiting = [...refusals.keys()];
  }
}

/** Runs one operation in a savepoint. */
async function tryOne(em: EntityManager, operation: Operation, call: RouteCaller): Promise<FileRefusal | undefined> {
  const part = em.fork({ keepTransactionContext: true });
  try {
    await part.transactional((savepoint) => joiningTransaction(savepoint, () => operation.run(call)));
    return undefined;
  } catch (error) {
    if (!(error instanceof CountersignError) || error.httpStatus >= 500) throw error;
    return refusalOf(operation.path, error);
  }
}

function refusalOf(path: string, { code, message, extra }: CountersignError): FileRefusal {
  const { parameter, field, ...others } = extra;
  const place = parameter ?? field;
  return { path: typeof place === 'string' ? `${path}.${place}` : path, code, message, extra: others };
}

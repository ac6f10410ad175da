import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { columnsOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import { transact } from '../../../database/transact.ts';
import { isLogin } from '../../../domain/action-tokens/actions.ts';
import type { ActionType } from '../../../domain/action-tokens/actions.ts';
import type { JournalEntry } from '../../../domain/action-tokens/journal.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { MethodMails } from '../../persons/sign-in-methods/changes/method-mails.ts';
import { activation } from './activation.ts';
import { coupling } from './coupling.ts';
import { performLogin, undoLogin } from './login.ts';

export interface UseDeps extends Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring' | 'removals'> {
  methodMails: MethodMails;
}

/** One action of a token that is used. */
export interface ActionWork {
  tokenId: string;
  requestId: string;
  action: ActionType;
}

/** `failed`: why it cannot be performed. */
export interface ActionResult {
  failed?: ErrorCode;
}

/** An action in its transaction, in which token and person are locked. */
export interface LockedUse {
  em: EntityManager;
  token: ActionToken;
  /** The person administers Countersign. */
  hasRoles: boolean;
  now: Date;
  requestId: string;
  action: ActionType;
}

/** How an action is performed, and undone by what it wrote down. */
export interface ActionSteps {
  /** @returns what it did, or why it did nothing. */
  perform(deps: UseDeps, use: LockedUse): Promise<{ done: JournalEntry } | { failed: ErrorCode }>;
  undo(deps: UseDeps, use: LockedUse, done: JournalEntry): Promise<void>;
}

const steps = {
  PERSON_ACTIVATION: activation,
  COUPLE_EXTERNAL_IDP_FROM_PARAMETERS: coupling,
  COUPLE_EXTERNAL_IDP_FROM_SESSION: coupling,
} satisfies Partial<Record<ActionType, ActionSteps>>;

/** Performs an action, once however often it is asked for, and not any more after it was undone. */
export async function performAction(deps: UseDeps, work: ActionWork): Promise<ActionResult> {
  const { action } = work;
  if (isLogin(action)) return performLogin(deps, work);
  try {
    return await inUse(deps, work, async (use) => {
      const known = use.token.journal[action];
      if (known) return known.isUndone ? { failed: 'action_token_invalid' as const } : {};
      // A token of a machine is no way in as a person who has administered Countersign since.
      if (use.token.clientId && use.hasRoles) return { failed: 'role_elevation' as const };
      const result = await steps[action].perform(deps, use);
      if ('failed' in result) return result;
      await writeDown(use, result.done);
      return {};
    });
  } catch (error) {
    // Another request linked the same account in the same moment.
    if (error instanceof UniqueConstraintViolationException) return { failed: 'already_in_use' };
    throw error;
  }
}

/** Undoes what an action did, and nothing that another change has done since. */
export async function undoAction(deps: UseDeps, work: ActionWork): Promise<void> {
  await inUse(deps, work, async (use) => {
    const { action } = work;
    const done = use.token.journal[action];
    if (done?.isUndone) return {};
    if (done) await (isLogin(action) ? undoLogin(use, done) : steps[action].undo(deps, use, done));
    await writeDown(use, { ...done, isUndone: true });
    return {};
  });
}

async function writeDown({ em, token, action }: LockedUse, entry: JournalEntry): Promise<void> {
  const parameters = [JSON.stringify({ [action]: entry }), token.id];
  await runStatement(em, { sql: 'update action_token set journal = journal || ?::jsonb where id = ?', parameters });
}

const lockOwner = `select u.id from user_account u
  where u.id = (select person_id from action_token where id = ?) for no key update`;
const hasRoles = 'exists (select from role_assignment r where r.person_id = t.person_id) as "hasRoles"';

/** The person is locked before the token, as by what removes people. */
async function inUse(
  deps: UseDeps,
  { tokenId, requestId, action }: ActionWork,
  work: (use: LockedUse) => Promise<ActionResult>,
): Promise<ActionResult> {
  return transact(deps.em, async (em) => {
    const { select, read } = columnsOf(em, ActionToken, 't');
    const [owner] = await runStatement(em, { sql: lockOwner, parameters: [tokenId] });
    if (!owner) return { failed: 'person_not_found' };
    const sql = `select ${select}, ${hasRoles} from action_token t where t.id = ? for update of t`;
    const [row] = await runStatement<{ hasRoles: boolean }>(em, { sql, parameters: [tokenId] });
    const token = row && read(row);
    if (token?.status !== 'running' || !token.types.includes(action)) return { failed: 'action_token_invalid' };
    return work({ em, token, hasRoles: row?.hasRoles ?? true, now: deps.clock(), requestId, action });
  });
}

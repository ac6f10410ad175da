import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../../../database/transact.ts';
import type { ActionType } from '../../../domain/action-tokens/actions.ts';
import type { JournalEntry } from '../../../domain/action-tokens/journal.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { RoleAssignment } from '../../../entities/persons/role-assignment.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { MethodMails } from '../../persons/sign-in-methods/changes/method-mails.ts';
import { lockUser } from '../../persons/users/blocked-users.ts';
import { activation } from './activation.ts';
import { coupling } from './coupling.ts';
import { login } from './login.ts';

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

const steps: Readonly<Record<ActionType, ActionSteps>> = {
  PERSON_ACTIVATION: activation,
  COUPLE_EXTERNAL_IDP_FROM_PARAMETERS: coupling,
  COUPLE_EXTERNAL_IDP_FROM_SESSION: coupling,
  LOGIN: login,
  LOGIN_APP2WEB: login,
};

/** Performs an action, once however often it is asked for, and not any more after it was undone. */
export async function performAction(deps: UseDeps, work: ActionWork): Promise<ActionResult> {
  try {
    return await inUse(deps, work, async (use) => {
      const known = use.token.journal[work.action];
      if (known) return known.isUndone ? { failed: 'action_token_invalid' as const } : {};
      // A token of a machine is no way in as a person who has administered Countersign since.
      const isOfMachine = use.token.clientId !== null && use.token.clientId !== undefined;
      const hasRoles = isOfMachine && (await use.em.count(RoleAssignment, { person: use.token.person })) > 0;
      if (hasRoles) return { failed: 'role_elevation' as const };
      const result = await steps[work.action].perform(deps, use);
      if ('failed' in result) return result;
      writeDown(use, result.done);
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
    const done = use.token.journal[work.action];
    if (done?.isUndone) return {};
    if (done) await steps[work.action].undo(deps, use, done);
    writeDown(use, { ...done, isUndone: true });
    return {};
  });
}

function writeDown({ token, action }: LockedUse, entry: JournalEntry): void {
  token.journal = { ...token.journal, [action]: entry };
}

/** The person is locked before the token, as by what removes people. */
async function inUse(
  deps: UseDeps,
  { tokenId, requestId, action }: ActionWork,
  work: (use: LockedUse) => Promise<ActionResult>,
): Promise<ActionResult> {
  return transact(deps.em, async (em) => {
    const found = await em.findOne(ActionToken, { id: tokenId }, { fields: ['person'], disableIdentityMap: true });
    if (!found || !(await lockUser(em, found.person))) return { failed: 'person_not_found' };
    const token = await em.findOne(ActionToken, { id: tokenId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (token?.status !== 'running' || !token.types.includes(action)) return { failed: 'action_token_invalid' };
    return work({ em, token, now: deps.clock(), requestId, action });
  });
}

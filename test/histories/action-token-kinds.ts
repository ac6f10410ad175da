import { ApplicationFailure } from '@temporalio/common';
import type { ActionTokenActivities } from '../../src/activities/action-token/create-activities.ts';
import type { ActionType } from '../../src/domain/action-tokens/actions.ts';
import { actionTokenWorkflow } from '../../src/workflows/action-token/contract.ts';
import type { ActionTokenInput } from '../../src/workflows/action-token/contract.ts';
import type { AuthenticationServer } from '../workflows/support/open-authentication.ts';
import type { Kind } from './kind.ts';

/** What goes wrong with a token: calls of an activity, as `name` or `name ACTION`, that fail, and an action that is refused. */
export interface Trouble {
  /** How often the database is away for a call. */
  away?: Readonly<Record<string, number>>;
  refused?: ActionType;
  isNotTaken?: boolean;
  /** Called before each call. */
  onCall?: (call: string) => Promise<void>;
}

const troubles = new Map<string, Trouble>();
const calls = new Map<string, string[]>();

/** The calls of the activities for a token, in order. */
export const callsOf = (tokenId: string): string[] => calls.get(tokenId) ?? [];

async function note(tokenId: string, call: string): Promise<void> {
  const before = callsOf(tokenId).filter((one) => one === call).length;
  calls.set(tokenId, [...callsOf(tokenId), call]);
  const { away = {}, onCall } = troubles.get(tokenId) ?? {};
  await onCall?.(call);
  if (before < (away[call] ?? 0)) throw ApplicationFailure.create({ message: 'the database is away' });
}

/** The activities of action tokens, as the world of these kinds has them. */
export const actionTokenActivities: ActionTokenActivities = {
  takeToken: async ({ tokenId }) => {
    await note(tokenId, 'takeToken');
    return troubles.get(tokenId)?.isNotTaken !== true;
  },
  performAction: async ({ tokenId, action }) => {
    await note(tokenId, `performAction ${action}`);
    return troubles.get(tokenId)?.refused === action ? { failed: 'person_not_active' } : {};
  },
  undoAction: ({ tokenId, action }) => note(tokenId, `undoAction ${action}`),
  endUse: ({ tokenId, failure }) => note(tokenId, failure ? `endUse ${failure.action}: ${failure.code}` : 'endUse'),
};

export const allActions: ActionType[] = ['PERSON_ACTIVATION', 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', 'LOGIN'];

/** Starts the use of a token. */
export async function useToken(
  { server }: Pick<AuthenticationServer, 'server'>,
  tokenId: string,
  { types = ['LOGIN'], trouble = {} }: { types?: ActionType[]; trouble?: Trouble } = {},
) {
  troubles.set(tokenId, trouble);
  const input: ActionTokenInput = { tokenId, requestId: 'request', types, caller: 'caller' };
  return server.client.workflow.start(actionTokenWorkflow, {
    workflowId: tokenId,
    taskQueue: server.taskQueue,
    args: [input],
    workflowExecutionTimeout: '7 d',
  });
}

function token(types: ActionType[], trouble: Trouble = {}): Kind {
  return async (on, name) => {
    const handle = await useToken(on, name, { types, trouble });
    await handle.result();
    return handle;
  };
}

/** An operator cancels the workflow while the database is away. */
const cancelledByOperator: Kind = async (on, name) => {
  const hasEnded = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const onCall = async (call: string) => {
    // The first one is local, and fails.
    if (call !== 'performAction LOGIN' || callsOf(name).filter((one) => one === call).length < 2) return;
    began.resolve();
    await hasEnded.promise;
  };
  const trouble = { onCall, away: { 'performAction LOGIN': 1 } };
  const handle = await useToken(on, name, { types: allActions, trouble });
  await began.promise;
  await handle.cancel();
  await handle.result();
  hasEnded.resolve();
  return handle;
};

/** Every way in which the use of a token can go. */
export const actionTokenKinds: Record<string, Kind> = {
  'action-token-login': token(['LOGIN']),
  'action-token-all-actions': token(allActions),
  'action-token-not-taken': token(['LOGIN'], { isNotTaken: true }),
  'action-token-activation-refused': token(allActions, { refused: 'PERSON_ACTIVATION' }),
  'action-token-rolled-back': token(allActions, { refused: 'LOGIN' }),
  'action-token-retried': token(allActions, {
    away: { 'performAction PERSON_ACTIVATION': 3, 'performAction LOGIN': 2, endUse: 2 },
  }),
  'action-token-given-up': token(allActions, { away: { 'performAction LOGIN': 10_000 } }),
  'action-token-rolled-back-later': token(allActions, {
    refused: 'LOGIN',
    away: { 'undoAction PERSON_ACTIVATION': 4, 'endUse LOGIN: person_not_active': 2 },
  }),
  'action-token-cancelled-by-operator': cancelledByOperator,
};

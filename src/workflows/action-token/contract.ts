import type { ActionType } from '../../domain/action-tokens/actions.ts';

/** Type name of the workflow. Its id is the id of the token, so that a token is used by one workflow. */
export const actionTokenWorkflow = 'actionToken';

/** Ids alone: neither the token nor what its actions are given is in the history. */
export interface ActionTokenInput {
  tokenId: string;
  requestId: string;
  /** Types of its actions, in the order in which they are performed. */
  types: ActionType[];
  /** Keyed hash of the caller who uses it. */
  caller: string;
  /** The sign-in that it is to prove. */
  flowId?: string;
  /** Milliseconds by which its activities may take longer than usual. */
  extraWaitMs?: number;
}

export type ActionTokenResult = 'succeeded' | 'failed';

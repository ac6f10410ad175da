import type { ActionType } from '../../../domain/action-tokens/actions.ts';

/** A use of a token that its workflow is to perform. */
export interface StartableUse {
  tokenId: string;
  personId: string;
  requestId: string;
  types: readonly ActionType[];
  /** Keyed hash of the caller, in base64url. */
  caller: string;
  /** The sign-in that it is to prove. */
  flowId?: string | undefined;
}

import type { ActionType } from './actions.ts';

/** What a use of a token has done for an action, so that exactly this can be undone. */
export interface JournalEntry {
  /** E-mail address that was verified with the activation: id of its row, and when (RFC 3339). */
  email?: { id: string; verifiedAt: string };
  /** Sign-in method that was added by the coupling. */
  methodId?: string;
  /** Token that signs the browser in, when the site processed this one. */
  loginTokenId?: string;
  /** Until when that is good (RFC 3339). */
  loginExpiresAt?: string;
  /** It was undone, or may not be done any more. */
  isUndone?: true;
}

export type Journal = Partial<Record<ActionType, JournalEntry>>;

/** Why a token ended without what it carries. */
export interface UseFailure {
  /** The action that failed; null: none was tried. */
  action: ActionType | null;
  /** A code of the error catalogue, or one of {@link useFaults}. */
  code: string;
}

/** Reasons of a failure that are no refusal of a request. */
export const useFaults = ['expired', 'cancelled', 'unavailable', 'attempts_exceeded', 'lost'] as const;
export type UseFault = (typeof useFaults)[number];

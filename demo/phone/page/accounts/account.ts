import type { Profile } from '../../../../app-sdk/index.ts';

/** One person on this phone, as the screens show them. */
export interface Account extends Profile {
  /** The server no longer knows this person here: somebody disconnected them, or too many PINs were wrong. */
  isDisconnected: boolean;
  /** Questions that wait for an answer. */
  waiting: number;
}

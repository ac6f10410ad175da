import type { Profile } from '../../../../app-sdk/index.ts';

/** An account on this phone, as the screens show it. */
export interface Account extends Profile {
  /** The server no longer knows this account here: it was disconnected, or too many PINs were wrong. */
  isDisconnected: boolean;
  /** Number of open questions. */
  waiting: number;
}

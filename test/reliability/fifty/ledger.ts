/** The outcome that a party got in an answer with 2xx, or that a phone got by a refusal that names it. */
export interface Told {
  by: string;
  status: 'authenticated' | 'not_authenticated';
  reason?: string;
}

/** One of the fifty transactions, with all outcomes that its site and phone got. */
export interface Entry {
  kind: string;
  /** Present after an initialisation was answered with 200. */
  transactionId?: string;
  /** Initialisations with a permanent refusal, after which the site asked again under another key. */
  refused: number;
  /** The asked user; for an OTP the user of the app that claimed it. */
  userId?: string;
  callbackUrl?: string;
  number?: string;
  /** Resends that the site requested, each under its own key. */
  resends: number;
  /** Calls without a usable answer: no connection, or a 5xx. */
  interruptions: number;
  told: Told[];
}

export function createEntry(kind: string): Entry {
  return { kind, refused: 0, resends: 0, interruptions: 0, told: [] };
}

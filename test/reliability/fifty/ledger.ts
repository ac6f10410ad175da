/** What a party was told about how a transaction ended, in an answer of 2xx or by a phone's refusal that names the end. */
export interface Told {
  by: string;
  status: 'authenticated' | 'not_authenticated';
  reason?: string;
}

/** One of the fifty, with everything that anybody was told about it. */
export interface Entry {
  kind: string;
  /** Once an initialisation was answered with 200. */
  transactionId?: string;
  /** Initialisations that were refused for good, so that the site asked anew. */
  refused: number;
  /** Who was asked; for an OTP whose app claimed it. */
  userId?: string;
  callbackUrl?: string;
  number?: string;
  /** Resends that the site asked for, each under a key of its own. */
  resends: number;
  /** Tries that came to nothing: no connection, a 5xx. */
  interruptions: number;
  told: Told[];
}

export function createEntry(kind: string): Entry {
  return { kind, refused: 0, resends: 0, interruptions: 0, told: [] };
}

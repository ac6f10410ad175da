import canonicalize from 'canonicalize';
import { challengeOf } from './challenge.ts';

/** The parts of a transaction that are shown to the user. */
export interface Shown {
  message: string;
  secureMessage?: string | null;
  signingData?: string | null;
}

/** What the app shows and repeats in its answer (docs/app-protocol.md): absent parts are left out. */
export function displayedOf(shown: Shown): Record<string, string> {
  return {
    message: shown.message,
    ...(shown.secureMessage ? { secure_message: shown.secureMessage } : {}),
    ...(shown.signingData ? { signing_data: shown.signingData } : {}),
  };
}

/** The canonical JSON (RFC 8785) that the device key signs: this text, this decision, this transaction. */
export function signedAnswerPayload(transaction: Shown & { id: string; challenge: Uint8Array }, decision: 'accept' | 'reject'): string {
  return canonicalize({ challenge: challengeOf(transaction), decision, displayed: displayedOf(transaction), transaction_id: transaction.id }) as string;
}

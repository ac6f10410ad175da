import canonicalize from 'canonicalize';
import { challengeOf } from './challenge.ts';
import type { TransactionContext } from './context/describe-context.ts';

/** The parts of a transaction that are shown to the user. */
export interface Shown {
  message: string;
  secureMessage?: string | null;
  signingData?: string | null;
  /** JSON of a `TransactionContext`. */
  context?: string | null;
}

/** What is shown, by the names of the protocol. */
export type Displayed = Record<string, string | TransactionContext>;

/** What the app shows and repeats in its answer (docs/app-protocol.md): absent parts are left out. */
export function displayedOf(shown: Shown): Displayed {
  return {
    message: shown.message,
    ...(shown.secureMessage ? { secure_message: shown.secureMessage } : {}),
    ...(shown.signingData ? { signing_data: shown.signingData } : {}),
    ...(shown.context ? { context: JSON.parse(shown.context) as TransactionContext } : {}),
  };
}

/** The canonical JSON (RFC 8785) that the device key signs: this text, this decision, this transaction. */
export function signedAnswerPayload(
  transaction: Shown & { id: string; challenge: Uint8Array },
  decision: 'accept' | 'reject',
): string {
  return canonicalize({
    challenge: challengeOf(transaction),
    decision,
    displayed: displayedOf(transaction),
    transaction_id: transaction.id,
  }) as string;
}

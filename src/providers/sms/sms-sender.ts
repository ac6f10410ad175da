import type { ProviderFault } from '../provider-fault.ts';

export interface SmsMessage {
  /** E.164. */
  to: string;
  body: string;
  /** Sender ids, tried in this order; `undefined` is skipped. The provider's default number is tried last. */
  senders: (string | undefined)[];
  /** Our id of the message, also for the provider. A repeated key in one process sends once: the second call gets the first result. */
  idempotencyKey: string;
}

/**
 * `retryable` is true only when it is certain that nothing was sent: a text message costs money and must not repeat.
 * `detail` is for logs: it never holds a phone number, the text or a secret.
 */
export type SmsResult =
  | { status: 'sent'; providerMessageId: string; sender: string }
  | { status: 'refused'; code: ProviderFault; detail: string; retryable: boolean };

export interface SmsSender {
  /**
   * Sends one text message, at most once. Never throws for a fault of the provider or the network: it is in the result.
   * @param options.timeoutMs milliseconds for all senders together.
   */
  send(message: SmsMessage, options: { timeoutMs: number }): Promise<SmsResult>;
  /** Closes every kept connection. */
  close(): Promise<void>;
}

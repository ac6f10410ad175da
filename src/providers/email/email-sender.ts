import type { ProviderFault } from '../provider-fault.ts';

export interface EmailMessage {
  /** One address in ASCII, without a name: `readEmailAddress` makes it. */
  to: string;
  /** One line. */
  subject: string;
  text: string;
  html?: string;
  /** What we call the message. The same key twice in one process sends once: the second call gets the first one's result. */
  idempotencyKey: string;
}

/**
 * `retryable` is true only when it is certain that nothing was sent, and a later try may fare better.
 * `detail` is for logs: codes only, for a server's own words can quote the address.
 */
export type EmailResult =
  | { status: 'sent'; providerMessageId: string }
  | { status: 'refused'; code: ProviderFault; detail: string; retryable: boolean };

export interface EmailSender {
  /**
   * Hands one mail to the server in force, at most once. Never throws for a fault of the server or the network: it is in the result.
   * @param options.timeoutMs milliseconds from connecting to the server's last word.
   */
  send(message: EmailMessage, options: { timeoutMs: number }): Promise<EmailResult>;
  /** Closes every kept connection. */
  close(): Promise<void>;
}

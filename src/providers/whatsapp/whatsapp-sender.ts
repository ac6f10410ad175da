import type { ProviderFault } from '../provider-fault.ts';

/** A code, in the words that Meta has approved. */
export interface WhatsAppMessage {
  /** E.164. */
  to: string;
  /** Language tags in small letters, best first: the first that has a template is used. */
  locales: readonly string[];
  /** What the button of the template copies. */
  code: string;
  /** What we call the message, also to the provider. The same key twice in one process sends once. */
  idempotencyKey: string;
}

/** `retryable` is true only when it is certain that nothing was sent. `detail` is for logs: it never holds a phone number, the code or a secret. */
export type WhatsAppResult =
  | { status: 'sent'; providerMessageId: string }
  | { status: 'refused'; code: ProviderFault; detail: string; retryable: boolean };

export interface WhatsAppSender {
  /** Sends one message, at most once. Never throws for a fault of the provider or the network: it is in the result. */
  send(message: WhatsAppMessage, options: { timeoutMs: number }): Promise<WhatsAppResult>;
  /** Closes every kept connection. */
  close(): Promise<void>;
}

/** The account that sends, its WhatsApp number, and its approved authentication template by language. */
export interface WhatsAppSettings {
  accountSid: string;
  authToken: string;
  fromNumber: string;
  /** Language tag in small letters -> id of the template (`HX...`). */
  contentSids: Readonly<Record<string, string>>;
  /** Overrides Twilio's endpoint. */
  url?: string | undefined;
}

/** The sender in force; undefined = none is configured. */
export type WhatsAppSource = () => Promise<WhatsAppSettings | undefined>;

import type { SmsMessage, SmsResult } from './sms-sender.ts';

/** A message, and where the provider says what has become of it; undefined = it is not asked to. */
export interface ReportedMessage extends SmsMessage {
  statusUrl: string | undefined;
}

/** One way to send text messages. It keeps nothing: what it needs of its gateway comes with the message's turn. */
export type SendText<Gateway> = (gateway: Gateway, message: ReportedMessage, options: { timeoutMs: number }) => Promise<SmsResult>;

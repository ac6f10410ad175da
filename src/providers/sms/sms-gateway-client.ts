import type { SmsMessage, SmsResult } from './sms-sender.ts';

/** A message and the URL for its delivery reports; undefined = none are requested. */
export interface ReportedMessage extends SmsMessage {
  statusUrl: string | undefined;
}

/** One way to send text messages. It keeps nothing: what it needs of its gateway comes with the message's turn. */
export type SendSms<Gateway> = (
  gateway: Gateway,
  message: ReportedMessage,
  options: { timeoutMs: number },
) => Promise<SmsResult>;

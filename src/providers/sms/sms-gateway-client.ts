import type { SmsMessage, SmsResult } from './sms-sender.ts';

/** One way to send text messages. It keeps nothing: what it needs of its gateway comes with the message's turn. */
export type SendText<Gateway> = (gateway: Gateway, message: SmsMessage, options: { timeoutMs: number }) => Promise<SmsResult>;

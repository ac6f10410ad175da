import type { ContactChannel } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';

/** A code that is to be sent to a contact. */
export interface ContactCode {
  /** The row that waits for it. */
  id: string;
  personId: string;
  channel: ContactChannel;
  /** E-mail address, or phone number in E.164 form. */
  destination: string;
  /** Language tag. */
  locale: string;
  expiresAt: Date;
  origin: RequestOrigin;
}

/** How codes reach contacts. Sending is a later context, so that this one names what it needs of it. */
export interface ContactCodes {
  /**
   * Counts the code; `write` belongs into the caller's transaction, `send` behind it.
   * @throws CountersignError `send_limit_reached`, `phone_number_invalid` for a number to which nothing is sent
   */
  prepare(code: ContactCode): Promise<{
    write(): Promise<void>;
    /** @throws CountersignError `message_not_sent` */
    send(): Promise<void>;
  }>;
  /** Compares what was typed with the code of a row, in constant time. */
  isRight(id: string, typed: string): boolean;
}

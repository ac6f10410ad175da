import type { ChangedType, MethodChangeKind } from '../../../../domain/persons/sign-in-methods/status.ts';

/** A mail about a change of the sign-in methods of a person. */
export interface MethodMail {
  personId: string;
  to: string;
  /** Language tag. */
  locale: string;
  /** IANA name of the time zone in which the time is written. */
  zone: string | null;
  kind: MethodChangeKind;
  type: ChangedType;
  /** What the person calls the method. */
  name: string | null;
  /** Address or number of it. */
  destination: string | null;
  at: Date;
  /** What the link carries. */
  token: string;
  requestId: string | null;
}

/** A mail about sign-in methods that undoes nothing. */
export type MethodNotice = Pick<MethodMail, 'personId' | 'to' | 'locale' | 'zone' | 'at' | 'requestId'> &
  (
    | { about: 'changes undone'; changes: readonly Pick<MethodMail, 'kind' | 'type'>[] }
    | { about: 'user code'; change: 'set' | 'changed' | 'removed' }
    | { about: 'certificate expires'; certificate: string; expiresAt: Date; days: number }
  );

/** A mail that was written, and that its workflow is to send. */
export interface WrittenMail {
  messageId: string;
  expiresAt: number;
  requestId: string | null;
}

/** How people are told of changes. Sending is a later context, so that this one names what it needs of it. */
export interface MethodMails {
  /** Writes a mail, in the transaction that the caller has joined. */
  write(mail: MethodMail): Promise<WrittenMail>;
  /** The same for a notice. */
  writeNotice(notice: MethodNotice): Promise<WrittenMail>;
  /** Begins to send, after the commit. Never fails: the sweeper sends what is not begun now. */
  send(mails: readonly WrittenMail[]): void;
}

/** For seeds and measurements, which change nothing that a person is told of. */
export const noMethodMails: MethodMails = {
  write: () => Promise.reject(new Error('no mail is sent here')),
  writeNotice: () => Promise.reject(new Error('no mail is sent here')),
  send: () => undefined,
};

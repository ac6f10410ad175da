import { withheld } from '../../../domain/messages/delivery/status.ts';
import type { MessageChannel } from '../../../domain/messages/delivery/status.ts';
import { checkMessageData } from '../../../domain/messages/mail/message-data.ts';
import type { MailTemplateName } from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import { callingCodeOf } from '../../../domain/persons/contacts/calling-code.ts';
import { readEmailAddress } from '../../../domain/persons/contacts/email-address.ts';
import { maskEmail, maskPhone } from '../../../domain/persons/contacts/mask.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import { sealColumn } from '../../../entities/columns/encrypted.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** A message to a person. */
export interface NewMessage {
  /** A UUID of the caller's: the same one again is the same message. */
  id: string;
  channel: MessageChannel;
  /** An e-mail address, or a phone number (E.164). */
  to: string;
  template: MailTemplateName;
  /** Language tag; without a text in it, the one of its language or English. */
  locale: string;
  /** What fills the template: exactly its variables. */
  data: Readonly<Record<string, string>>;
  /** When it is of no use any more. */
  expiresAt: Date;
  userId?: string | undefined;
  requestId?: string | undefined;
  /** Nothing is sent: the row is written and its workflow runs, so that an address that is no person's takes the same time as one that is. */
  isWithheld?: boolean;
}

/** What of a message is encrypted. */
export interface MessageContent {
  to: string;
  data: Readonly<Record<string, string>>;
}

const e164 = /^\+[1-9]\d{6,14}$/;

/**
 * Writes a message down, to be sent by its workflow: start that next. Who repeats it with the same id finds it written.
 * @throws CountersignError `invalid_request` for an address that is none, or data that does not fill the template.
 */
export async function queueMessage(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  message: NewMessage,
): Promise<void> {
  const {
    id,
    channel,
    template,
    locale,
    data,
    userId = null,
    requestId = null,
    expiresAt,
    isWithheld = false,
  } = message;
  const to = channel === 'email' ? readEmailAddress(message.to)?.address : readNumber(message.to);
  if (to === undefined) throw new CountersignError('invalid_request', { detail: `${channel}: no address` });
  const fault = checkMessageData(template, channel, data);
  if (fault) throw new CountersignError('invalid_request', { detail: `${template}: ${fault}` });
  const content: MessageContent = { to, data };
  const sealed = sealColumn(deps.keyring, 'message.content', JSON.stringify(content));
  const now = deps.clock();
  await runStatement(deps.em(), {
    sql: `insert into message (id, channel, template, locale, user_id, content, destination, status, failure, ended_at, attempts, request_id, created_at, expires_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) on conflict do nothing`,
    parameters: [
      id,
      channel,
      template,
      locale,
      userId,
      isWithheld ? null : sealed,
      sealColumn(deps.keyring, 'message.destination', maskOf(channel, to)),
      isWithheld ? 'failed' : 'queued',
      isWithheld ? withheld : null,
      isWithheld ? now : null,
      requestId,
      now,
      expiresAt,
    ],
  });
}

function readNumber(text: string): string | undefined {
  return e164.test(text) ? text : undefined;
}

/** The address as operators see it in the list of messages. */
function maskOf(channel: MessageChannel, to: string): string {
  return channel === 'email' ? maskEmail(to) : maskPhone(to, callingCodeOf(to));
}

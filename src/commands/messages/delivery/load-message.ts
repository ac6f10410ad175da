import type { MailTemplateName } from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import { Message } from '../../../entities/messages/message.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { MessageContent } from './queue-message.ts';

/** A message that has not ended, with what it says and to whom. */
export type QueuedMessage = Pick<Message, 'id' | 'channel' | 'locale' | 'requestId'> & {
  template: MailTemplateName;
  content: MessageContent;
};

/** Undefined: it has ended, or was never there. */
export async function loadQueuedMessage(deps: Pick<CommandDeps, 'em'>, id: string): Promise<QueuedMessage | undefined> {
  const row = await deps.em().findOne(Message, { id, status: 'queued' });
  if (!row?.content) return undefined;
  const { channel, template, locale, requestId } = row;
  return {
    id,
    channel,
    template: template as MailTemplateName,
    locale,
    requestId,
    content: JSON.parse(row.content) as MessageContent,
  };
}

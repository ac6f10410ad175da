import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { TextMessage } from '../../sandbox/state/text-messages.ts';

/** The text messages to a number that the sandbox accepted, oldest first. */
export async function textMessagesTo({ sandbox }: Pick<Endpoints, 'sandbox'>, number: string): Promise<TextMessage[]> {
  const response = await fetch(`${sandbox}/messages?to=${encodeURIComponent(number)}`);
  return ((await response.json()) as { messages: TextMessage[] }).messages;
}

/** The six digits of a text message; empty if absent. */
export function codeIn(message: Pick<TextMessage, 'body'> | undefined): string {
  return /\d{6}/.exec(message?.body ?? '')?.[0] ?? '';
}

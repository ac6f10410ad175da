import { bounds } from '../../rate-limits/limits.ts';

/** Begins what approvals of these requests are asked by, before the id of the client. No API client has a colon in its id. */
export const backchannelPrefix = 'ciba:';

const { most: longest } = bounds['backchannel-request-lifetime'];
const shortest = 30;
const usual = 120;

/** What a person compares on both screens: letters, digits, punctuation and signs of one line, nothing that changes how the rest is shown. */
const shownText = /^[\p{L}\p{N}\p{P}\p{S} ]{1,20}$/u;

/** Whether a text can be shown on the phone as the `binding_message`. */
export function isBindingMessage(text: string): boolean {
  return shownText.test(text);
}

/** Seconds that a request lives: what was asked for, within bounds. */
export function lifetimeOfRequest(asked: number | undefined): number {
  return Math.min(longest, Math.max(shortest, asked ?? usual));
}

/** What the phone shows: the message, shortened as far as needed, and the text of the request behind it. */
export function messageWith(bindingMessage: string | null, message: string, mostCharacters: number): string {
  if (bindingMessage === null) return message;
  const end = `: ${bindingMessage}`;
  return `${[...message].slice(0, Math.max(0, mostCharacters - [...end].length)).join('')}${end}`;
}

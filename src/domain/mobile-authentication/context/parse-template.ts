import { placeholderPattern } from '../../configuration/message-templates/placeholders.ts';
import type { Placeholder } from '../../configuration/message-templates/placeholders.ts';

/** A value, or what brackets or quotes hold together. */
export type Slot =
  | { kind: 'value'; name: Placeholder }
  | { kind: 'enclosed'; open: string; close: string; template: Template };

/** Texts and what is between them: `texts` has one more than `slots`. */
export interface Template {
  texts: readonly string[];
  slots: readonly Slot[];
}

const closers: Readonly<Record<string, string>> = {
  '(': ')',
  '{': '}',
  '<': '>',
  '«': '»',
  '‹': '›',
  '“': '”',
  '„': '“',
  '"': '"',
};
const marks = /[(){}<>«»‹›“”„"]/;

type Token = string | Slot;

/** Reads a template. Brackets and quotes around a placeholder belong to it; others are text like any other. */
export function parseTemplate(text: string): Template {
  return arrange(enclose(tokenise(text)));
}

function tokenise(text: string): Token[] {
  // A pattern with one group splits into text, name, text, name, ..., text.
  return text.split(placeholderPattern).flatMap((part, index): Token[] => {
    if (index % 2 === 1) return [{ kind: 'value', name: part as Placeholder }];
    return part.split(new RegExp(`(${marks.source})`)).filter((piece) => piece !== '');
  });
}

/** Replaces each pair of marks with a placeholder inside by one slot, from the left, the innermost at last. */
function enclose(tokens: readonly Token[]): Token[] {
  const done: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    const end = typeof token === 'string' && token in closers ? findClose(tokens, at) : undefined;
    if (end === undefined) {
      done.push(token);
      continue;
    }
    const [open, close] = [token as string, closers[token as string] as string];
    done.push({ kind: 'enclosed', open, close, template: arrange(enclose(tokens.slice(at + 1, end))) });
    at = end;
  }
  return done;
}

/** Where the mark at `at` is closed, if there is a placeholder before that. */
function findClose(tokens: readonly Token[], at: number): number | undefined {
  const open = tokens[at] as string;
  const close = closers[open];
  let depth = 0;
  for (let index = at + 1; index < tokens.length; index += 1) {
    if (tokens[index] === close && depth === 0)
      return tokens.slice(at, index).some((token) => typeof token !== 'string') ? index : undefined;
    if (tokens[index] === close) depth -= 1;
    else if (tokens[index] === open) depth += 1;
  }
  return undefined;
}

function arrange(tokens: readonly Token[]): Template {
  const texts = [''];
  const slots: Slot[] = [];
  for (const token of tokens) {
    if (typeof token === 'string') texts[texts.length - 1] += token;
    else {
      slots.push(token);
      texts.push('');
    }
  }
  return { texts, slots };
}

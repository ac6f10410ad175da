import type { FieldRefusal } from '../field-refusal.ts';

/** Default body for the HTTP gateway. */
export const defaultGatewayTemplate =
  '{"id":"{id}","to":"{to}","from":"{from}","body":"{body}","status_url":"{status_url}"}';

const needed = ['{to}', '{body}'];

/**
 * A template is a JSON object, and somewhere in its texts stand the number and the message. Names of members are not filled in:
 * a placeholder there is a mistake.
 */
export function checkGatewayTemplate(text: string): FieldRefusal | undefined {
  const parsed = parseObject(text);
  if (parsed === undefined) return { code: 'invalid_template', message: 'This is not a JSON object.' };
  const { names, texts } = partsOf(parsed);
  if (names.some((name) => /\{(to|from|body|id|status_url)\}/.test(name)))
    return { code: 'invalid_template', message: 'A placeholder stands in the value of a member, not in its name.' };
  const missing = needed.find((placeholder) => !texts.some((value) => value.includes(placeholder)));
  return missing === undefined ? undefined : { code: 'invalid_template', message: `There is no ${missing} in it.` };
}

function parseObject(text: string): object | undefined {
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function partsOf(part: unknown): { names: string[]; texts: string[] } {
  if (typeof part === 'string') return { names: [], texts: [part] };
  if (typeof part !== 'object' || part === null) return { names: [], texts: [] };
  const inside = Object.values(part).map(partsOf);
  const names = Array.isArray(part) ? [] : Object.keys(part);
  return { names: [...names, ...inside.flatMap((one) => one.names)], texts: inside.flatMap((one) => one.texts) };
}

type Values = Readonly<Record<'to' | 'from' | 'body' | 'id' | 'status_url', string | undefined>>;

/** Marks a member to leave out. */
const nothing = Symbol('nothing');

/**
 * The JSON of one text message: `{to}`, `{from}`, `{body}`, `{id}` and `{status_url}` in the texts of the template become its values.
 * They are put into the parsed template and encoded with it, so a value stays one text whatever is in it, and what looks like a
 * placeholder in a value is left alone. A member that is nothing but a placeholder without value is left out.
 * @throws SyntaxError for a template that is not JSON.
 */
export function renderGatewayTemplate(template: string, values: Values): string {
  return JSON.stringify(fill(JSON.parse(template), values));
}

function fill(part: unknown, values: Values): unknown {
  if (typeof part === 'string') return fillText(part, values);
  if (Array.isArray(part)) return part.map((item) => fill(item, values)).filter((item) => item !== nothing);
  if (typeof part !== 'object' || part === null) return part;
  const members = Object.entries(part).map(([name, value]) => [name, fill(value, values)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== nothing));
}

function fillText(text: string, values: Values): string | typeof nothing {
  const whole = /^\{(to|from|body|id|status_url)\}$/.exec(text)?.[1] as keyof Values | undefined;
  if (whole !== undefined && values[whole] === undefined) return nothing;
  return text.replace(/\{(to|from|body|id|status_url)\}/g, (_, name: keyof Values) => values[name] ?? '');
}

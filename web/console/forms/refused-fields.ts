import { problemOf } from '../../design/feedback/problem.ts';
import type { Faults } from './check-values.ts';
import type { Field } from './json-schema.ts';

interface Refusal {
  parameter?: unknown;
  code?: unknown;
  message?: unknown;
  /** What OAuth clients call the parameter, and the message. */
  field?: unknown;
  reason?: unknown;
}

/**
 * What the API refused, at the fields it named.
 *
 * @param has whether there is a text for a name.
 */
export function refusedFields(error: unknown, fields: readonly Field[], has: (key: string) => boolean): Faults {
  const { details, status } = problemOf(error);
  if (status < 400 || status >= 500) return {};
  const listed = details['details'];
  const refusals: Refusal[] = Array.isArray(listed) ? (listed as Refusal[]) : [details];
  const faults: Faults = {};
  for (const { parameter, field, code, message, reason } of refusals) {
    const place = parameter ?? field;
    const path = typeof place === 'string' ? place : '';
    const known = fields.find(({ name }) => path === name || path.startsWith(`${name}.`));
    if (known) faults[known.fields.length > 0 ? path : known.name] = faultOf(code, message ?? reason, has);
  }
  return faults;
}

function faultOf(code: unknown, message: unknown, has: (key: string) => boolean): Faults[string] {
  if (typeof code === 'string' && has(`refusal.${code}`)) return { text: 'refusal', values: { code } };
  if (typeof message === 'string') return { text: 'message', values: { text: message } };
  return { text: 'refused', values: {} };
}

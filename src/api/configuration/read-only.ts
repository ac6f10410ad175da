import { isDeepStrictEqual } from 'node:util';
import { readOnly } from '../../commands/configuration/conflicts.ts';

/**
 * Refuses a new value of a read-only field; the same value may be sent back.
 * @throws CountersignError `invalid_request`
 */
export function refuseReadOnly(body: object, current: Readonly<Record<string, string | boolean | null>>): void {
  const sent = body as Record<string, unknown>;
  for (const [parameter, value] of Object.entries(current)) {
    if (sent[parameter] !== undefined && sent[parameter] !== value) throw readOnly(parameter);
  }
}

/**
 * Changes in a body for a resource with defaults from the environment: values that were read may be sent back and change
 * nothing, so that a default is not stored as configured.
 * @param fixed names of read-only fields.
 * @throws CountersignError `invalid_request` for another value of one of them.
 */
export function withoutRead<Body extends object, const Fixed extends string>(
  body: Body,
  read: Readonly<Record<string, unknown>>,
  fixed: readonly Fixed[],
): Partial<Omit<Body, Fixed>> {
  const isFixed = (name: string) => fixed.includes(name as Fixed);
  const { sent, changed } = compareWithRead(body, read, isFixed);
  const changes = changed.length === 0 ? [] : sent.filter(([name]) => !isFixed(name));
  return Object.fromEntries(changes) as Partial<Omit<Body, Fixed>>;
}

/**
 * The fields of a body, and those that differ from what was read.
 * @throws CountersignError `invalid_request` for another value of a read-only field.
 */
export function compareWithRead(
  body: object,
  read: Readonly<Record<string, unknown>>,
  isFixed: (name: string) => boolean,
): Record<'sent' | 'changed', [string, unknown][]> {
  const sent = Object.entries(body).filter(([, value]) => value !== undefined);
  const changed = sent.filter(([name, value]) => !isDeepStrictEqual(value, read[name]));
  const refused = changed.find(([name]) => isFixed(name));
  if (refused) throw readOnly(refused[0]);
  return { sent, changed };
}

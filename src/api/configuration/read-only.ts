import { isDeepStrictEqual } from 'node:util';
import { readOnly } from '../../commands/configuration/conflicts.ts';

/**
 * What was read may be sent back, but what is read-only cannot be changed.
 * @throws CountersignError `invalid_request`
 */
export function refuseReadOnly(body: object, current: Readonly<Record<string, string | boolean | null>>): void {
  const sent = body as Record<string, unknown>;
  for (const [parameter, value] of Object.entries(current)) {
    if (sent[parameter] !== undefined && sent[parameter] !== value) throw readOnly(parameter);
  }
}

/**
 * The changes in a body for something that has defaults from elsewhere: what was read comes back as a whole and changes
 * nothing, so that a default does not become configured by it.
 * @param fixed what cannot be changed.
 * @throws CountersignError `invalid_request` for another value of that.
 */
export function withoutRead<Body extends object, const Fixed extends string>(body: Body, read: Readonly<Record<string, unknown>>, fixed: readonly Fixed[]): Partial<Omit<Body, Fixed>> {
  const isFixed = (name: string) => fixed.includes(name as Fixed);
  const { sent, changed } = compareWithRead(body, read, isFixed);
  const changes = changed.length === 0 ? [] : sent.filter(([name]) => !isFixed(name));
  return Object.fromEntries(changes) as Partial<Omit<Body, Fixed>>;
}

/**
 * The fields of a body, and those of them that are not as they were read.
 * @throws CountersignError `invalid_request` for another value of what is fixed.
 */
export function compareWithRead(body: object, read: Readonly<Record<string, unknown>>, isFixed: (name: string) => boolean): Record<'sent' | 'changed', [string, unknown][]> {
  const sent = Object.entries(body).filter(([, value]) => value !== undefined);
  const changed = sent.filter(([name, value]) => !isDeepStrictEqual(value, read[name]));
  const refused = changed.find(([name]) => isFixed(name));
  if (refused) throw readOnly(refused[0]);
  return { sent, changed };
}

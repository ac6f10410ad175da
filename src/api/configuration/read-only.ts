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
  const sent = Object.entries(body).filter(([, value]) => value !== undefined);
  const changed = sent.filter(([name, value]) => !isDeepStrictEqual(value, read[name]));
  const refused = changed.find(([name]) => fixed.includes(name as Fixed));
  if (refused) throw readOnly(refused[0]);
  const changes = changed.length === 0 ? [] : sent.filter(([name]) => !fixed.includes(name as Fixed));
  return Object.fromEntries(changes) as Partial<Omit<Body, Fixed>>;
}

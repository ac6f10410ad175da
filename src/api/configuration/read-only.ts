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

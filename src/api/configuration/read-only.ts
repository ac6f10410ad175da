import { CountersignError } from '../../errors/countersign-error.ts';

/**
 * What was read may be sent back, but what is read-only cannot be changed: silently keeping the old value would tell a
 * lie.
 * @throws CountersignError `invalid_request`
 */
export function refuseReadOnly(body: object, current: Readonly<Record<string, string>>): void {
  const sent = body as Record<string, unknown>;
  for (const [parameter, value] of Object.entries(current)) {
    if (sent[parameter] === undefined || sent[parameter] === value) continue;
    throw new CountersignError('invalid_request', { extra: { parameter, details: [{ code: 'read_only', parameter, message: 'This cannot be changed.' }] } });
  }
}

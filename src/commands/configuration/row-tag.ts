import { CountersignError } from '../../errors/countersign-error.ts';
import type { Keyring } from '../../security/keyring.ts';

/**
 * An entity tag of a row as it is now: another one after every change, also of a secret. It is keyed, so it tells nothing
 * about what is in it.
 */
export function tagOf(keyring: Keyring, row: object): string {
  const columns = Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const content = JSON.stringify(columns, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value));
  return `"${keyring.mac('lookup', `configuration tag\0${content}`, keyring.oldestId).subarray(0, 16).toString('base64url')}"`;
}

/**
 * Refuses a change of what is not any more what its author saw.
 * @param expected the value of `If-Match`; undefined or `*` = whatever it is.
 * @throws CountersignError `configuration_changed`
 */
export function checkTag(keyring: Keyring, row: object, expected: string | undefined): void {
  if (expected === undefined || expected === '*') return;
  const tags = expected.split(',').map((tag) => tag.trim());
  if (!tags.includes(tagOf(keyring, row))) throw new CountersignError('configuration_changed');
}

import { CountersignError } from '../../errors/countersign-error.ts';
import type { Keyring } from '../../security/keyring.ts';

/**
 * Entity tag of a row. It differs after every change, also of a secret. It is a keyed hash, so it reveals nothing
 * of the row.
 */
export function tagOf(keyring: Keyring, row: object): string {
  const columns = Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const content = JSON.stringify(columns, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );
  return `"${keyring.lookupHash(content, 'configuration tag').subarray(0, 16).toString('base64url')}"`;
}

/**
 * Refuses a change of a row that changed after the caller read it.
 * @param expected the value of `If-Match`; undefined or `*` = any.
 * @param refusal what it is called on the surface of the caller.
 * @throws CountersignError `configuration_changed`, or the refusal
 */
export function checkTag(
  keyring: Keyring,
  row: object,
  expected: string | undefined,
  refusal: 'configuration_changed' | 'changed_meanwhile' = 'configuration_changed',
): void {
  if (expected === undefined || expected === '*') return;
  const tags = expected.split(',').map((tag) => tag.trim());
  if (!tags.includes(tagOf(keyring, row))) throw new CountersignError(refusal);
}

/**
 * Whether a value is allowed in the export of a version: app builders' tools put it into source code, so it has no quote,
 * dollar, backslash or line break (contract/end-user.md section 6).
 */
export function isExportable(value: string): boolean {
  return value.length > 0 && !/["$\\\p{Cc}\u2028\u2029]/u.test(value);
}

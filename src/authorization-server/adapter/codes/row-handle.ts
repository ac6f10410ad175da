import { Provider } from 'oidc-provider';

/**
 * Begins what a code is named by where its value is not known, which only its client has: the id of its row. The token endpoint takes
 * values only: a handle there is a value that does not exist.
 */
const prefix = 'row.';

/** The handle of a row. */
export function rowHandle(id: Uint8Array): string {
  return `${prefix}${Buffer.from(id).toString('base64url')}`;
}

/** The id of the row that a handle names; undefined: it is none. */
export function rowOfHandle(text: string): Buffer | undefined {
  const isHandle = text.startsWith(prefix) && Provider.ctx?.oidc.route !== 'token';
  return isHandle ? Buffer.from(text.slice(prefix.length), 'base64url') : undefined;
}

import { fileURLToPath } from 'node:url';

/** The absolute path of a file of this checkout, given from its root. */
export function inCheckout(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

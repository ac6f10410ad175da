import { fileURLToPath } from 'node:url';

/** The absolute path of a file of this checkout by its path from the root. */
export function inCheckout(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

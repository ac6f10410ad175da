import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { inCheckout } from '../../dev/parts/checkout.ts';
import { removeDataFolder } from '../../dev/parts/data-folder.ts';

/** A new folder in the data folder of the checkout, removed when the test ends. */
export function createScratchFolder(parent = inCheckout('.data')): string {
  mkdirSync(parent, { recursive: true, mode: 0o711 });
  const folder = mkdtempSync(join(parent, 'scratch-'));
  chmodSync(folder, 0o711); // as npm start makes it as root: PostgreSQL's account walks through it
  onTestFinished(() => removeDataFolder(folder));
  return folder;
}

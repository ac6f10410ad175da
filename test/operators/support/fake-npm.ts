import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inCheckout } from '../../../dev/parts/checkout.ts';

/**
 * Takes the place of npm in `npm run --silent ops -- ...`, to save its start, with the folder's own `.data`.
 * @returns the `PATH` of a shell that runs the commands of a document in the folder.
 */
export function fakeNpm(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = `#!/bin/sh\nshift 4\nexec '${process.execPath}' '${inCheckout('dev/ops.ts')}' --data "$PWD/.data" "$@"\n`;
  writeFileSync(join(bin, 'npm'), program);
  chmodSync(join(bin, 'npm'), 0o755);
  return `${bin}:${dirname(process.execPath)}:${process.env['PATH']}`;
}

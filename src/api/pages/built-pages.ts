import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { compress } from '../http/compressed.ts';
import type { Compressed } from '../http/compressed.ts';

/** A build of pages: its document, and its files by their path. */
export interface BuiltPages {
  document: Compressed;
  files: ReadonlyMap<string, { type: string; content: Compressed }>;
}

/** Reads and compresses a build once. What is answered is in memory: no path of a request reaches the file system. */
export async function loadBuiltPages(folder: string): Promise<BuiltPages> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = new Map(
    await Promise.all(
      paths.map(async (path) => {
        const content = await compress(await readFile(path));
        return [`/${relative(folder, path).split(sep).join('/')}`, { type: extname(path), content }] as const;
      }),
    ),
  );
  const document = files.get('/index.html')?.content;
  if (!document) throw new Error(`${folder} has no index.html`);
  files.delete('/index.html');
  return { document, files };
}

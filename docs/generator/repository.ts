import { readFile, writeFile } from 'node:fs/promises';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);

/** The text of a file of this repository, or nothing when there is none. */
export async function readRepositoryFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(at(path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file of this repository, in a folder that is there. */
export async function writeRepositoryFile(path: string, content: string): Promise<void> {
  await writeFile(at(path), content);
}

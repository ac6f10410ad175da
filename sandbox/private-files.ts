import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Creates a folder that only its owner can access. @returns the folder. */
export async function createPrivateFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Writes a file atomically, readable by its owner only. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.draft`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

/** The text of a file, or undefined when it does not exist. */
export async function readOptionalFile(folder: string, name: string): Promise<string | undefined> {
  const file = path.join(folder, name);
  return existsSync(file) ? readFile(file, 'utf8') : undefined;
}

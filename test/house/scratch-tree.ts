import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';

/** One import in a scratch tree: `from` imports `to`, a path from the root of the tree or a package name. */
export interface Edge {
  from: string;
  to: string;
  kind: 'value' | 'type';
}

/** `from` imports a value of each of `to`. */
export function value(from: string, ...to: string[]): Edge[] {
  return to.map((target) => ({ from, to: target, kind: 'value' }));
}

/** `from` imports a type of each of `to`. */
export function type(from: string, ...to: string[]): Edge[] {
  return to.map((target) => ({ from, to: target, kind: 'type' }));
}

/** Source files with the imports of `edges`, including every imported file. */
export function filesOf(edges: Edge[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { from, to, kind } of edges) {
    const specifier = to.includes('.ts') ? relative(from, to) : to;
    const line =
      kind === 'type' ? `import type { made } from '${specifier}';\n` : `import { made } from '${specifier}';\n`;
    files[from] = line + (files[from] ?? 'export const made = 1;\n');
    if (to.includes('.ts')) files[to] ??= 'export const made = 1;\n';
  }
  return files;
}

/**
 * Writes `files` (path to content) into a new folder, runs `use` on it and removes it.
 * @returns what `use` returned.
 */
export async function withScratchTree<Result>(
  files: Record<string, string>,
  use: (root: string) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), 'countersign-house-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

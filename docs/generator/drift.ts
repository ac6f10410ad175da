/** A file whose whole content follows from the code. */
export interface GeneratedFile {
  /** From the root of the repository. */
  path: string;
  content: string;
}

/** Answers the text of a file, or nothing when there is none. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/** Those of `files` that are not there or say something else than the code. */
export async function findDrift(files: readonly GeneratedFile[], read: ReadFile): Promise<GeneratedFile[]> {
  const current = await Promise.all(files.map(({ path }) => read(path)));
  return files.filter(({ content }, index) => current[index] !== content);
}

/** What to tell a person about `drift`, out of `total` generated files: which file, and the command that mends it. */
export function describeDrift(drift: readonly GeneratedFile[], total: number): string {
  if (drift.length === 0) return `${total} generated files say what the code says.\n`;
  return drift.map(({ path }) => `${path} does not say what the code says. Run: npm run docs\n`).join('');
}

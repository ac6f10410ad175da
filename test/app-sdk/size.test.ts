import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../app-sdk/', import.meta.url));

/** The size budgets of the README, in kB of minified, compressed code. */
const budgets = [
  { what: 'the package itself', kB: 15, without: [/^openpgp/, /^jose/, /^canonicalize/, /^@noble/] },
  { what: 'with jose and canonicalize', kB: 17, without: [/^openpgp/, /^@noble/] },
  { what: 'with Argon2id', kB: 23, without: [/^openpgp/] },
];

interface Bundle {
  bytes: number;
  imports: string[];
}

/** The package as the bundler of an app includes it, without the named packages. */
async function bundle(external: RegExp[]): Promise<Bundle> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      modulePreload: false,
      rollupOptions: { input: `${folder}index.ts`, preserveEntrySignatures: 'strict', external },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !('output' in result)) throw new Error('vite built nothing');
  const [chunk, ...others] = result.output;
  expect(others).toEqual([]);
  return { bytes: gzipSync(chunk.code).length, imports: chunk.imports };
}

describe('size of the package', () => {
  it.each(budgets)('$what: at most $kB kB', async ({ without, kB }) => {
    const { bytes, imports } = await bundle(without);
    expect(bytes).toBeLessThanOrEqual(kB * 1000);
    expect(imports).toHaveLength(without.length);
  });

  it('is the size that the README states', async () => {
    const readme = await readFile(`${folder}README.md`, 'utf8');
    for (const { what, kB } of budgets) expect(readme).toContain(`| ${what} | ${kB} kB |`);
  });
});

describe('the source of the package', () => {
  it('uses no Node-only module or global', async () => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      const code = await readFile(folder + name, 'utf8');
      expect(code, name).not.toMatch(/from 'node:|\brequire\(|\b(Buffer|process)\.[a-z]/);
    }
  });
});

import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inCheckout } from '../parts/checkout.ts';

/**
 * Writes `web/console/api/schema.ts`: the types of what the console uses of our OpenAPI, as a running server describes it.
 *
 *   node dev/api-types/generate.ts http://localhost:7100
 *
 * It works in a folder of its own, as openapi-typescript needs TypeScript 5.
 */
const used = /^\/admin\/v1\/(overview|users|devices|events|transactions)(\/|$)/;
const target = inCheckout('web/console/api/schema.ts');
const folder = inCheckout('node_modules/.cache/countersign-api-types');
const run = promisify(execFile);

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
  components: Record<string, unknown>;
}

/** Without refusals, which the console reads by their code alone. */
function reduce({ paths, ...document }: OpenApi): object {
  const kept = Object.entries(paths).filter(([path]) => used.test(path));
  for (const operation of kept.flatMap(([, operations]) => Object.values(operations))) {
    const taken = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    operation.responses = Object.fromEntries(taken);
  }
  return { ...document, components: {}, paths: Object.fromEntries(kept) };
}

const [server = 'http://localhost:7100'] = process.argv.slice(2);
const answer = await fetch(`${server}/openapi.json`);
await mkdir(folder, { recursive: true });
for (const file of ['package.json', 'package-lock.json']) await cp(join(import.meta.dirname, file), join(folder, file));
await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });
await writeFile(join(folder, 'openapi.json'), JSON.stringify(reduce((await answer.json()) as OpenApi)));
await run(join(folder, 'node_modules/.bin/openapi-typescript'), ['openapi.json', '--output', 'schema.ts'], {
  cwd: folder,
});
const types = await readFile(join(folder, 'schema.ts'), 'utf8');
const notice = '// Made by dev/api-types/generate.ts: not to be changed by hand.\n/* oxlint-disable max-lines */\n';
await writeFile(target, notice + types.replace(/^\/\*\*[\s\S]*?\*\/\n/, ''));
await run(process.execPath, [inCheckout('node_modules/oxfmt/bin/oxfmt'), target]);

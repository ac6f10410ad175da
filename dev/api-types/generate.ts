import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inCheckout } from '../parts/checkout.ts';
import { formSchemas, type OpenApiPaths } from './form-schemas.ts';
import { digestOf, reduce } from './reduce.ts';

/**
 * Writes `web/console/api/schema.ts`: the types of what the console uses of our OpenAPI, as a running server describes it; and
 * `web/console/configuration/schemas/`: the bodies that its forms fill in.
 *
 *   node dev/api-types/generate.ts http://localhost:7100
 *
 * It works in a folder of its own, as openapi-typescript needs TypeScript 5.
 */
const target = inCheckout('web/console/api/schema.ts');
const schemaFolder = inCheckout('web/console/configuration/schemas');
const folder = inCheckout('node_modules/.cache/countersign-api-types');
const run = promisify(execFile);

type OpenApi = OpenApiPaths & Parameters<typeof reduce>[0];

const [server = 'http://localhost:7100'] = process.argv.slice(2);
const answer = await fetch(`${server}/openapi.json`);
const document = (await answer.json()) as OpenApi;
for (const [name, schemas] of Object.entries(formSchemas(document)))
  await writeFile(join(schemaFolder, `${name}.json`), `${JSON.stringify(schemas)}\n`);
await mkdir(folder, { recursive: true });
for (const file of ['package.json', 'package-lock.json']) await cp(join(import.meta.dirname, file), join(folder, file));
await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });
await writeFile(join(folder, 'openapi.json'), JSON.stringify(reduce(document)));
await run(join(folder, 'node_modules/.bin/openapi-typescript'), ['openapi.json', '--output', 'schema.ts'], {
  cwd: folder,
});
const types = await readFile(join(folder, 'schema.ts'), 'utf8');
const notice = `// Made by dev/api-types/generate.ts: not to be changed by hand. Of the description ${digestOf(document)}.\n/* oxlint-disable max-lines */\n`;
await writeFile(target, notice + types.replace(/^\/\*\*[\s\S]*?\*\/\n/, ''));
await run(process.execPath, [inCheckout('node_modules/oxfmt/bin/oxfmt'), target, schemaFolder]);

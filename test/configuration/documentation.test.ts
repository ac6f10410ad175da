import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../docs/api/configuration-api.md', import.meta.url), 'utf8');
/** The commands of the page, each with the answer that the page shows. */
const blocks = [...page.matchAll(/```sh\n(.*?)```(?:\n\n```\n(.*?)```)?/gs)].map(([, commands = '', answer]) => ({
  commands,
  answer,
}));

let instance: Instance;
let folder: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer();
  folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
  mkdirSync(join(folder, '.data', 'sandbox'), { recursive: true });
  writeFileSync(
    join(folder, '.data', 'sandbox', 'credentials.json'),
    JSON.stringify(useStack().infrastructure.sandbox.credentials),
    { mode: 0o600 },
  );
  writeFileSync(join(folder, '.data', 'endpoints.json'), JSON.stringify({ ...useStack().endpoints, api: server.url }), {
    mode: 0o600,
  });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await instance.stop();
});

it('the commands of docs/api/configuration-api.md answer as the page shows', { timeout: 400_000 }, async () => {
  expect(blocks.filter(({ answer }) => answer !== undefined)).toHaveLength(11);
  const marked = blocks.map(({ commands }) => `${commands}\nprintf '\\036'`).join('\n');
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  const { stdout } = await run('bash', ['-euc', marked], { cwd: folder, env });
  const answered = stdout.split('\u001e');
  for (const [index, { answer }] of blocks.entries()) expect(answered[index]).toBe(answer ?? '');
});

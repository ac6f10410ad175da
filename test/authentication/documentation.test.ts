import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { fakeNpm } from '../operators/support/fake-npm.ts';
import { useStack } from '../support/stack.ts';
import { addPersonWithPassword, rightPassword } from './support/people.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../docs/api/authentication-api.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, commands]) => commands);
const [, shown = ''] = /```text\n(.*?)```/s.exec(page) ?? [];
let deps: Deps;
beforeAll(async () => void (deps = await createTestDeps(useStack().environment)));
afterAll(() => deps.close());

it('the commands of docs/api/authentication-api.md give the documented output', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
  mkdirSync(join(folder, '.data'));
  writeFileSync(join(folder, '.data', 'endpoints.json'), JSON.stringify(useStack().endpoints), { mode: 0o600 });
  const env = { ...process.env, PATH: fakeNpm(folder) };
  // The customers of the demonstration are of `npm start`; the shared stack has people of its own.
  const { email } = await addPersonWithPassword(deps);
  const script = blocks
    .join('\n')
    .replace('\\"alex\\"', `\\"${email}\\"`)
    .replace('solar panels on the roof', rightPassword);
  const { stdout } = await run('bash', ['-euc', script], { cwd: folder, env });
  rmSync(folder, { recursive: true, force: true });
  expect(stdout).toBe(shown);
});

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { fakeNpm } from '../operators/support/fake-npm.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../docs/api/oauth.md', import.meta.url), 'utf8');

let instance: Instance;
let folder: string;
let issuer: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  const { url } = await instance.startServer();
  issuer = `${url}/oauth`;
  folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
  mkdirSync(join(folder, '.data'));
  const endpoints = { ...useStack().endpoints, api: url, admin_api: `${url}/admin/v1` };
  writeFileSync(join(folder, '.data', 'endpoints.json'), JSON.stringify(endpoints), { mode: 0o600 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await instance.stop();
});

it('the commands of docs/api/oauth.md answer as the page shows', { timeout: 600_000 }, async () => {
  const commands = [...page.matchAll(/```sh\n(.*?)```/gs)].map(({ 1: block = '' }) => block);
  expect(commands).toHaveLength(2);
  const env = { ...process.env, PATH: fakeNpm(folder) };
  const { stdout } = await run('bash', ['-euc', commands.join('\n')], { cwd: folder, env });
  const answer = JSON.parse(stdout);
  const shown = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
  const times = { iat: expect.any(Number), exp: expect.any(Number) };
  expect(answer).toEqual({ ...shown, ...times, iss: issuer });
  // Both are taken from the clock, in full seconds.
  expect(Math.abs(answer.exp - answer.iat - (shown.exp - shown.iat))).toBeLessThan(30);
});

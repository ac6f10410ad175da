import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../docs/api/end-user-api.md', import.meta.url), 'utf8');
/** The commands of the page, each with the answer that the page shows. */
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(({ 1: commands = '', index }) => {
  const [answer] = page.slice(index).matchAll(/```json\n(.*?)```/gs);
  return { commands, answer: answer?.[1] };
});

let instance: Instance;
let folder: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer();
  const where = { ...useStack().endpoints, api: server.url };
  const phone = await enrollPhone(where, { userId: 'alex' });
  const { body } = await createWebsite(where).initialise({
    type: 'login_with_push',
    user_id: 'alex',
    device_id: phone.deviceId,
    callback_uri: `${where.sandbox}/callbacks/docs`,
    message: 'Hi',
  });
  await phone.answer(body.transaction_id);
  folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
  mkdirSync(join(folder, '.data'));
  writeFileSync(join(folder, '.data', 'endpoints.json'), JSON.stringify(where), { mode: 0o600 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await instance.stop();
});

/** The names and types of all members, as the values on the page differ. Members that may be null match any type. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (value === null || typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      ['previous_page', 'next_page', 'client_ip', 'user_agent', 'event_agent_user'].includes(name)
        ? 'may be null'
        : shapeOf(member),
    ]),
  );
}

it('the commands of docs/api/end-user-api.md answer as the page shows', { timeout: 400_000 }, async () => {
  expect(blocks).toHaveLength(5);
  const marked = blocks.map(({ commands }) => `${commands}\nprintf '\\036'`).join('\n');
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  const { stdout } = await run('bash', ['-euc', marked], { cwd: folder, env });
  const answers = stdout.split('\u001e');
  expect(answers[0]).toBe('');
  for (const [index, { answer }] of blocks.entries())
    if (index > 0) expect(shapeOf(JSON.parse(answers[index] ?? ''))).toEqual(shapeOf(JSON.parse(answer ?? '')));
});

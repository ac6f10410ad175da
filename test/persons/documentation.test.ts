import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../docs/api/persons-api.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, commands]) => commands);
const [, shown = ''] = /```json\n(.*?)```/s.exec(page) ?? [];

it(
  'the commands of docs/api/persons-api.md give the documented output and leave no data',
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
    mkdirSync(join(folder, '.data'));
    writeFileSync(join(folder, '.data', 'endpoints.json'), JSON.stringify(useStack().endpoints), { mode: 0o600 });
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
    const script = blocks.map((commands) => `${commands}\nprintf '\\036'`).join('\n');
    const { stdout } = await run('bash', ['-euc', script], { cwd: folder, env });
    rmSync(folder, { recursive: true, force: true });
    const [, found = '', changed = ''] = stdout.split('\u001e');
    expect(JSON.parse(found)).toEqual({ ...JSON.parse(shown), person_id: expect.any(String) });
    expect(changed).toContain('"gender":"female"');
    expect(changed).toContain('"status":"MIGRATED"');
  },
);

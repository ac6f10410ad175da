import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const run = promisify(execFile);
const page = readFileSync(new URL('../../docs/action-tokens.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, commands]) => commands);
const [, shown = ''] = /```json\n(.*?)```/s.exec(page) ?? [];

it(
  'the commands of docs/action-tokens.md give the documented output and leave no data',
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
    mkdirSync(join(folder, '.data'));
    writeFileSync(join(folder, '.data', 'endpoints.json'), JSON.stringify(useStack().endpoints), { mode: 0o600 });
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
    const { stdout } = await run('bash', ['-euc', blocks.join('\n')], { cwd: folder, env });
    rmSync(folder, { recursive: true, force: true });
    const [open = '', processed = ''] = stdout.replaceAll('}{', '}\n{').split('\n');
    expect(JSON.parse(open)).toMatchObject({ items: [{ actions: ['LOGIN'] }] });
    expect(JSON.parse(processed)).toMatchObject(JSON.parse(shown) as object);
  },
);

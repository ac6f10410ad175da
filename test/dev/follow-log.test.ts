import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followLog } from '../../dev/console/follow-log.ts';
import { createScratchFolder } from './scratch-folder.ts';

it('followLog prints text that is added to a log, with whole characters', async () => {
  const log = join(createScratchFolder(), 'server.log');
  writeFileSync(log, 'before\n');
  let printed = '';
  followLog(log, (text) => (printed += text));
  const [first, rest] = [Buffer.from('café\n').subarray(0, 4), Buffer.from('café\n').subarray(4)];
  appendFileSync(log, first);
  await expect.poll(() => printed, { timeout: 20_000 }).toBe('caf');
  appendFileSync(log, rest);
  await expect.poll(() => printed, { timeout: 20_000 }).toBe('café\n');
});

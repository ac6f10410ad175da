import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { runProgram } from '../../src/ops/run-program.ts';
import type { OpsDeps } from '../../src/ops/ops-deps.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';

it('`ops keys` shows for each key of the keyring whether it may be removed', async () => {
  const ring = ['k3', 'k2', 'k1'].map((id) => ({ id, key: randomBytes(32).toString('base64') }));
  const keyring = new Keyring(ring as [(typeof ring)[0]]);
  const database = await createTestDatabase(keyring, 2);
  const printed: string[] = [];
  const terminal = {
    print: (text: string) => void printed.push(text),
    complain: (text: string) => void printed.push(text),
    isInteractive: false,
    readInput: () => Promise.resolve(''),
    ask: () => Promise.resolve(''),
    account: 'ada',
  };
  const connect = () => Promise.resolve({ em: () => database.orm.em.fork(), keyring } as unknown as OpsDeps);
  try {
    await database.orm.em
      .fork()
      .execute(`insert into encryption_key values ('k2', null, '2026-11-30T12:00:00Z', '2026-12-01T12:00:00Z')`);
    expect(await runProgram(['keys'], { terminal, connect })).toBe(0);
    const [table = ''] = printed;
    expect(table).toMatch(/^KEY +ROLE +UNUSED SINCE +LOOKED +REMOVE$/m);
    expect(table).toMatch(/^k3 +current +- +- +no: it encrypts$/m);
    expect(table).toMatch(/^k2 +former +2026-11-30T12:00:00.000Z +2026-12-01T12:00:00.000Z +yes, once/m);
    expect(table).toMatch(/^k1 +former +- +- +never: hashes/m);
    expect(await runProgram(['keys', '--json'], { terminal, connect })).toBe(0);
    expect(JSON.parse(printed[1]!)).toMatchObject([
      { id: 'k3', role: 'current' },
      { id: 'k2', unused_since: '2026-11-30T12:00:00.000Z' },
      { id: 'k1', makes_hashes: true, unused_since: null },
    ]);
    for (const { key } of ring) expect(printed.join('\n')).not.toContain(key);
  } finally {
    await database.drop();
  }
});

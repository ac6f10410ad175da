import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOrm } from '../../src/runtime/orm.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { openBreakableLine } from '../support/breakable-line.ts';
import type { BreakableLine } from '../support/breakable-line.ts';
import { useStack } from '../support/stack.ts';

const poolSize = 2;
let line: BreakableLine;
let orm: MikroORM;

beforeEach(async () => {
  const url = new URL(useStack().endpoints.postgres_url);
  line = await openBreakableLine(url.host);
  url.host = line.address;
  orm = await createOrm({ databaseUrl: url.href, databasePoolSize: poolSize }, new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]), { statementTimeout: 1000 });
});
afterEach(() => line.close());

const ask = () => orm.em.fork().execute('select 1 as one');

/** A transaction whose connection breaks after its first statement: before the second one, or before it is committed. */
function breakWithin(how: 'silent' | 'refused', end: 'rollback' | 'commit'): Promise<unknown> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute('select 1');
    line.set(how);
    if (end === 'rollback') await em.execute('select 2');
  });
}

describe.each(['silent', 'refused'] as const)('a connection whose line is %s', (how) => {
  it.each(['rollback', 'commit'] as const)('in a transaction that comes to its %s goes out of the pool, however often', { timeout: 120_000 }, async (end) => {
    for (let time = 0; time <= poolSize; time += 1) {
      await expect(breakWithin(how, end)).rejects.toThrow();
      line.set('up');
    }
    expect(await Promise.all(Array.from({ length: poolSize }, ask))).toEqual(Array.from({ length: poolSize }, () => [{ one: 1 }]));
    await orm.close();
  });

  it('at the beginning of a transaction goes out of the pool, however often', { timeout: 120_000 }, async () => {
    for (let time = 0; time <= poolSize; time += 1) {
      await ask();
      line.set(how);
      await expect(orm.em.fork().transactional((em) => em.execute('select 1'))).rejects.toThrow();
      line.set('up');
    }
    expect(await ask()).toEqual([{ one: 1 }]);
    await orm.close();
  });
});

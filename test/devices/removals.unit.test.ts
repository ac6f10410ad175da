import type { EntityManager } from '@mikro-orm/postgresql';
import { describe, expect, it } from 'vitest';
import { createRemovals, joinOpenWork } from '../../src/commands/removals/removals.ts';
import type { RemovalEntry } from '../../src/commands/removals/removals.ts';
import { CountersignError } from '../../src/errors/countersign-error.ts';

const em = {} as EntityManager;
const registration = { registrationId: 'r-1', userId: 'u-1', requestId: 'q-1', clientIp: null, userAgent: null };
const now = new Date('2026-11-30T12:00:00Z');

function entry(name: string, ends: RemovalEntry['ends'], told: string[] = []): RemovalEntry {
  return { name, ends, tell: async (id) => void told.push(`${name} ${id}`) };
}

describe('the registry of removals', () => {
  it('ends the rows of each context that has some, in the order of the entries', async () => {
    const asked: string[] = [];
    const ends = (name: string, ids: string[]) => async () => {
      asked.push(name);
      return ids;
    };
    const removals = createRemovals([
      entry('first', { registration: ends('first', ['a']), keys: ends('first of keys', ['k']) }),
      entry('second', { registration: ends('second', ['b', 'c']) }),
      entry('third', { push: ends('third', ['d']) }),
      entry('fourth', { registration: ends('fourth', []) }),
    ]);
    expect(await removals.end(em, 'registration', registration, now)).toEqual({ first: ['a'], second: ['b', 'c'] });
    expect(asked).toEqual(['first', 'second', 'fourth']);
  });

  it('passes the registration and the time to each entry', async () => {
    const seen: unknown[] = [];
    const removals = createRemovals([
      entry('only', {
        access: async (...handed) => {
          seen.push(handed);
          return [];
        },
      }),
    ]);
    await removals.end(em, 'access', registration, now);
    expect(seen).toEqual([[em, registration, now]]);
  });

  it('signals each workflow through the entry that returned its id', async () => {
    const told: string[] = [];
    const removals = createRemovals([entry('first', {}, told), entry('second', {}, told)]);
    await removals.tell(joinOpenWork({ second: ['b'] }, { first: ['a'], second: ['c'] }));
    expect(told).toEqual(['first a', 'second b', 'second c']);
  });

  it('continues after one failed signal, and stops when the engine is unreachable', async () => {
    const tried: string[] = [];
    const failing = (code: 'transaction_not_found' | 'engine_unreachable'): RemovalEntry => ({
      name: code,
      ends: {},
      tell: async (id) => {
        tried.push(id);
        throw new CountersignError(code);
      },
    });
    const ids = Array.from({ length: 40 }, (_, n) => `w-${n}`);
    await createRemovals([failing('transaction_not_found')]).tell({ transaction_not_found: ids });
    expect(tried).toHaveLength(40);
    tried.length = 0;
    await createRemovals([failing('engine_unreachable')]).tell({ engine_unreachable: ids });
    expect(tried).toHaveLength(16);
  });

  it('signals at most 64 workflows and leaves the others to the sweeper', async () => {
    const told: string[] = [];
    const ids = Array.from({ length: 100 }, (_, n) => `w-${n}`);
    await createRemovals([entry('many', {}, told)]).tell({ many: ids });
    expect(told).toHaveLength(64);
  });
});

import { glob, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { limitsPage } from '../../docs/generator/limits-page.ts';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';
import { bounds, processLimits, rateLimit, rateLimits } from '../../src/domain/rate-limits/limits.ts';
import type { Limit } from '../../src/domain/rate-limits/limits.ts';

const root = new URL('../../', import.meta.url);
const sources = new Map<string, string>();
for await (const path of glob('src/**/*.ts', { cwd: root }))
  if (path !== 'src/domain/rate-limits/limits.ts') sources.set(path, await readFile(new URL(path, root), 'utf8'));
const source = [...sources.values()].join('\n');
const settingsFile = 'src/domain/configuration/general-settings.ts';

const all: Record<string, Limit> = { ...rateLimits, ...processLimits, ...bounds };
const rows = Object.entries(all);
const settings = generalSettingsSchema.parse({});
const amounts = ({ most, within }: Limit) => [most, ...(within === undefined ? [] : [within])];
const isNumber = ([, { most }]: [string, Limit]) => typeof most === 'number';

/** Whether the code takes the numbers of a limit from the table. */
const uses = (table: string, name: string) =>
  source.includes(`${table}['${name}']`) || source.includes(`createProcessLimit('${name}')`);

describe('the table of limits', () => {
  it.each(Object.keys(rateLimits))('contains the numbers of the counter %s', (name) => {
    expect(
      new RegExp(`rateLimit\\('${name}'|const \\w+ = '${name}';[^]*rateLimit\\(\\w+, general\\)`).test(source),
    ).toBe(true);
  });

  it.each(Object.keys(processLimits))('contains the number of %s', (name) => {
    expect(uses('processLimits', name)).toBe(true);
  });

  it.each(Object.entries<Limit>(bounds).filter(isNumber))('contains the number of %s', (name) => {
    expect(uses('bounds', name)).toBe(true);
  });

  it.each(
    rows.filter(([, limit]) => amounts(limit).some((amount) => typeof amount === 'object' && 'setting' in amount)),
  )('names the settings of %s, which the code reads', (name, limit) => {
    for (const amount of amounts(limit)) {
      if (typeof amount !== 'object' || !('setting' in amount)) continue;
      expect(z.number().safeParse(settings[amount.setting as keyof typeof settings]).success).toBe(true);
      const readers = [...sources].filter(
        ([path, text]) => path !== settingsFile && new RegExp(`\\b${amount.setting}\\b`).test(text),
      );
      // A counter reads its settings through the table, other limits by name.
      expect(readers.length > 0 || name in rateLimits, amount.setting).toBe(true);
    }
  });

  it('names existing fields of the configuration', () => {
    const fields = rows.flatMap(([, { most }]) => (typeof most === 'object' && 'field' in most ? [most.field] : []));
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields)
      expect([...sources].some(([path, text]) => path.endsWith('schema.ts') && text.includes(`  ${field}:`))).toBe(
        true,
      );
  });

  it('contains the numbers of every counter in PostgreSQL', () => {
    const calls = [...source.matchAll(/createRateLimit\(\s*(?:\w+),\s*([^;]*?)\)/g)].map(
      ([, options]) => options ?? '',
    );
    expect(calls.length).toBeGreaterThan(10);
    for (const options of calls) expect(options).toMatch(/^(rateLimit\(|limit$|options$|\{\s*\.\.\.rateLimit\()/);
    expect(source.match(/\bpoints: *\d/g)).toBeNull();
  });

  it('has the consequence of each limit', () => {
    for (const [name, limit] of rows) expect(limit.refuses ?? limit.instead, name).toBeTruthy();
  });

  it('has each name only once', () => {
    expect(rows.length).toBe([rateLimits, processLimits, bounds].flatMap((table) => Object.keys(table)).length);
  });
});

describe('the numbers of a counter', () => {
  it('are those of the table', () => {
    expect(rateLimit('client-secret:client')).toEqual({ name: 'client-secret:client', points: 20, duration: 600 });
  });

  it('are those of the settings, including the time', () => {
    const general = { push_budget: 7, push_budget_window: 90 };
    expect(rateLimit('push-budget', general)).toEqual({ name: 'push-budget', points: 7, duration: 90 });
    // @ts-expect-error -- the window is missing
    expect(rateLimit('push-budget', { push_budget: 7 }).duration).toBeUndefined();
    // @ts-expect-error -- no such counter
    expect(() => rateLimit('push-budgets')).toThrow();
  });
});

describe('docs/limits.md', () => {
  const page = limitsPage({ rateLimits, processLimits, bounds }, generalSettingsSchema);

  it.each(Object.keys(all))('has a row for %s', (name) => {
    const found = page.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`));
    expect(found).toHaveLength(1);
    expect(found[0]).not.toMatch(/undefined|NaN|\[object/);
  });

  it('shows numbers with their unit, defaults of settings, and the names of the settings', () => {
    expect(page).toContain('| 20 in 10 minutes | `slow_down` |  |');
    expect(page).toContain(
      '| 10 in 10 minutes | `push_budget_spent`, unless the type falls back | `push_budget`, `push_budget_window` |',
    );
    expect(page).toContain('| any number in 1 hour | `sms_limit_reached`');
    expect(page).toContain('| 64 KiB | `body_too_large` |  |');
    expect(page).toContain('| as the application says | `user_disconnected`');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

/** Versions by name, in package.json and as installed. */
function versionsOf(family: RegExp): Map<string, string> {
  const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => family.test(name));
  return new Map(
    names.flatMap((name) => {
      const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      return [
        [`${name} in package.json`, { ...dependencies, ...devDependencies }[name] as string],
        [`${name} as installed`, version],
      ] as const;
    }),
  );
}

describe('a family of packages', () => {
  it.each([
    ['MikroORM', /^(mikro-orm$|@mikro-orm\/)/, 'mikro-orm'],
    ["Temporal's SDK", /^@temporalio\//, '@temporalio/workflow'],
  ])('has one exact version: %s', (_, family, named) => {
    const versions = versionsOf(family);
    expect(versions.size).toBeGreaterThan(4);
    const version = versions.get(`${named} in package.json`);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect([...versions].filter(([, found]) => found !== version)).toEqual([]);
  });
});

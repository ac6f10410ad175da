import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const read = (name: string) => readFile(new URL(`../../app-sdk/${name}`, import.meta.url), 'utf8');
const [reference, index, app, errors] = (await Promise.all(
  ['API.md', 'index.ts', 'countersign-app.ts', 'errors.ts'].map(read),
)) as [string, string, string, string];

const exported = [...index.matchAll(/\{([^}]+)\}/g)]
  .flatMap(([, names]) => names!.split(',').map((name) => name.trim()))
  .filter(Boolean);
const interfaceOf = (name: string) => new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(app)![1]!;
const methods = [...interfaceOf('CountersignApp').matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name!);
const options = [...interfaceOf('CountersignAppOptions').matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name!);
const codes = [...errors.matchAll(/^ {2}'(\w+)',$/gm)].map(([, code]) => code!);

/** Every identifier that the reference sets as code. */
const named = new Set([...reference.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code!.match(/\w+/g) ?? []));
const firstCells = (section: string) =>
  [
    ...reference
      .split(section)[1]!
      .split('\n## ')[0]!
      .matchAll(/^\| (`[^|]+) \|/gm),
  ].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)/g)].map(([, name]) => name!));

describe('API reference', () => {
  it.each([
    ['exports', exported, 38],
    ['methods', methods, 20],
    ['options', options, 9],
    ['error codes', codes, 45],
  ])('names all %s', (_what, names, atLeast) => {
    expect(names.length).toBeGreaterThanOrEqual(atLeast);
    expect(names.filter((name) => !named.has(name))).toEqual([]);
  });

  it('names no method, option, error code, type or platform interface that does not exist', () => {
    expect(firstCells('## `CountersignApp`').filter((name) => !methods.includes(name))).toEqual([]);
    expect(firstCells('## `createCountersignApp(options)`').filter((name) => !options.includes(name))).toEqual([]);
    expect(firstCells('## Errors').filter((code) => !codes.includes(code))).toEqual([]);
    expect(
      [...firstCells('## Types'), ...firstCells('## What a platform brings')].filter(
        (name) => !exported.includes(name),
      ),
    ).toEqual([]);
  });

  it('names refusals by existing error codes', () => {
    const refusals = [
      ...reference
        .split('## `CountersignApp`')[1]!
        .split('## Types')[0]!
        .matchAll(/\| ([^|\n]*) \|\n/g),
    ].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+_\w+)`/g)].map(([, code]) => code!));
    expect(refusals.length).toBeGreaterThan(30);
    expect(refusals.filter((code) => !codes.includes(code))).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cruiseTree, importRules, importRulesFile } from './cruise-tree.ts';
import { importRuleCases } from './import-rule-cases.ts';
import { contexts, importTargets, layerMatrix } from './layer-matrix.ts';
import { filesOf, type, value, withScratchTree } from './scratch-tree.ts';

const run = promisify(execFile);
const commandLine = fileURLToPath(new URL('../../node_modules/.bin/depcruise', import.meta.url));

const brokenRules = (files: Record<string, string>) =>
  withScratchTree(files, async (root) => (await cruiseTree(root)).violations.map(({ rule }) => rule));

describe('the layers of src', () => {
  for (const [layer, { values, typesOnly }] of Object.entries(layerMatrix)) {
    // In the last context, which may import all others.
    const from = `src/${layer}/reconciliation/file.ts`;
    const others = importTargets.filter((target) => target.layer !== layer);
    const named = (names: string[]) =>
      others.filter(({ name, layer: whole }) => names.includes(name) || names.includes(whole)).map(({ path }) => path);
    const allowed = named(values);
    const asTypes = named([...values, ...typesOnly]);
    const paths = others.map(({ path }) => path);

    const refused = (edges: ReturnType<typeof value>) =>
      withScratchTree(
        filesOf(edges),
        async (root) =>
          new Set(
            (await cruiseTree(root)).violations.filter((violation) => violation.from === from).map(({ to }) => to),
          ),
      );

    it(`${layer} imports values of ${values.join(', ') || 'no other layer'} and refuses every other`, async () => {
      expect(await refused(value(from, ...paths))).toEqual(new Set(paths.filter((path) => !allowed.includes(path))));
    });

    it(`${layer} imports types of ${[...values, ...typesOnly].join(', ') || 'no other layer'} and refuses every other`, async () => {
      expect(await refused(type(from, ...paths))).toEqual(new Set(paths.filter((path) => !asTypes.includes(path))));
    });
  }
});

describe('the contexts of src', () => {
  const inAnyLayer = (context: string) => `src/commands/${context}/feature/change-something.ts`;
  const layersOfContexts = ['commands', 'entities'] as const;

  for (const [position, context] of contexts.slice(0, -1).entries()) {
    it(`${context} may import every earlier context and no later one`, async () => {
      const later = contexts.slice(position + 1);
      for (const layer of layersOfContexts) {
        const target = (other: string) => `src/${layer}/${other}/feature/rule.ts`;
        const tree = filesOf(value(inAnyLayer(context), ...contexts.filter((other) => other !== context).map(target)));
        const broken = await withScratchTree(
          tree,
          async (root) =>
            new Set(
              (await cruiseTree(root)).violations
                .filter(({ rule }) => rule === `${context}-imports-no-later-context`)
                .map(({ to }) => to),
            ),
        );
        expect(broken).toEqual(new Set(later.map(target)));
      }
    });
  }
});

describe('each import rule', () => {
  for (const { rule, behaviour, wrong, right } of importRuleCases) {
    it(`${rule} ${behaviour}`, async () => {
      expect(await brokenRules(wrong)).toContain(rule);
      expect(await brokenRules(right)).not.toContain(rule);
    });
  }

  it('has a case here or in the matrix of layers', () => {
    const proven = new Set(importRuleCases.map(({ rule }) => rule));
    const ofLayers = new Set(
      Object.keys(layerMatrix).flatMap((layer) => [
        `${layer}-imports-only-its-own-layers`,
        `${layer}-imports-only-types-there`,
      ]),
    );
    for (const context of contexts) ofLayers.add(`${context}-imports-no-later-context`);
    expect(importRules.map(({ name }) => name).filter((name = '') => !proven.has(name) && !ofLayers.has(name))).toEqual(
      [],
    );
  });

  it('has a comment with its reason', () => {
    expect(importRules.filter(({ comment }) => !comment)).toEqual([]);
  });
});

describe('the command that npm run check runs', () => {
  const check = (root: string) => run(commandLine, ['--config', importRulesFile, '.'], { cwd: root });

  it('fails on a wrong import with the rule and both files', async () => {
    const files = filesOf(value('src/domain/limits.ts', 'src/api/app.ts'));
    await withScratchTree(files, async (root) => {
      const failure = await check(root).then(
        () => undefined,
        (error: { code: number; stdout: string }) => error,
      );
      expect(failure?.code).toBeGreaterThan(0);
      expect(failure?.stdout).toMatch(
        /domain-imports-only-its-own-layers: .*src\/domain\/limits\.ts.*src\/api\/app\.ts/,
      );
    });
  });

  it('accepts a right import without a warning about its parser', async () => {
    const files = filesOf(value('src/domain/limits.ts', 'src/errors/error-catalogue.ts'));
    await withScratchTree(files, async (root) => {
      const { stdout, stderr } = await check(root);
      expect(stdout).toContain('no dependency violations found');
      expect(stdout + stderr).not.toMatch(/transpiler|TypeScript compiler/);
    });
  });

  it('detects every form of import in TypeScript', async () => {
    const forms: Record<string, string> = {
      'value.ts': "import { made } from './value.ts';",
      'type.ts': "import type { Made } from './type.ts';",
      'inline-type.ts': "import { type Made } from './inline-type.ts';",
      'side-effect.ts': "import './side-effect.ts';",
      'named-export.ts': "export { made } from './named-export.ts';",
      'star-export.ts': "export * from './star-export.ts';",
      'type-export.ts': "export type { Made } from './type-export.ts';",
      'dynamic.ts': "export const later = async () => { await import('./dynamic.ts'); };",
      'using.ts': "export const now = async () => { await using held = await import('./using.ts'); };",
      'after-modern-syntax.ts':
        "export const checked = { a: 1 } as const satisfies object; class A<const T> { declare x?: T; accessor y = 1; static { } } import './after-modern-syntax.ts';",
    };
    const reader = Object.values(forms).join('\n');
    const targets = Object.keys(forms).map((name): [string, string] => [
      `src/domain/${name}`,
      'export const made = 1; export type Made = 1;\n',
    ]);
    await withScratchTree({ 'src/domain/reader.ts': reader, ...Object.fromEntries(targets) }, async (root) => {
      const { modules } = await cruiseTree(root);
      const seen = modules
        .find(({ source }) => source === 'src/domain/reader.ts')
        ?.dependencies.map(({ resolved }) => resolved);
      expect(new Set(seen)).toEqual(new Set(Object.keys(forms).map((name) => `src/domain/${name}`)));
    });
  });
});

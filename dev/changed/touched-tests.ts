import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { createVitest } from 'vitest/node';
import { inCheckout } from '../parts/checkout.ts';
import { integrationTestsOf, testsThatName } from './integration-areas.ts';

/** The test files of the checkout, as paths from its root. */
interface TestFiles {
  unit: string[];
  integration: string[];
  /** The test files that import one of `files`, directly or not. */
  importing(files: string[]): Promise<string[]>;
}

/** The test files that a change touches, as sorted paths from the root of the checkout. @param changed such paths. */
export async function listTouchedTests(changed: string[]): Promise<string[]> {
  const vitest = await createVitest('test', { watch: false });
  const toPath = ({ moduleId }: { moduleId: string }) => relative(inCheckout(''), moduleId);
  const specifications = await vitest.globTestSpecifications();
  const ofProject = (name: string) => specifications.filter(({ project }) => project.name === name).map(toPath);
  try {
    return await selectTests(changed, {
      unit: ofProject('unit'),
      integration: [...ofProject('integration'), ...ofProject('http')],
      importing: async (files) => {
        vitest.config.related = files.map((file) => inCheckout(file));
        return (await vitest.getRelevantTestSpecifications()).map(toPath);
      },
    });
  } finally {
    await vitest.close();
  }
}

/**
 * A change under test/ touches the tests that import it. Another change touches the unit tests that import it, and the
 * integration tests by {@link integrationTestsOf}, which import parts of the product only to inspect its state.
 */
async function selectTests(changed: string[], { unit, integration, importing }: TestFiles): Promise<string[]> {
  const isUnit = new Set(unit);
  const present = changed.filter((file) => existsSync(inCheckout(file)));
  const ofTests = await importing(present.filter(isOfTests));
  const ofUnits = (await importing(present.filter((file) => !isOfTests(file)))).filter((test) => isUnit.has(test));
  const others = changed.filter((file) => !isOfTests(file));
  const touched = others.flatMap((file) => [
    ...integrationTestsOf(file, integration),
    ...testsThatName(file, [...unit, ...integration], readTest),
  ]);
  return [...new Set([...ofTests, ...ofUnits, ...touched])].toSorted();
}

function isOfTests(file: string): boolean {
  return file.startsWith('test/');
}

function readTest(test: string): string {
  return readFileSync(inCheckout(test), 'utf8');
}

import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Files that take a minute or more, regardless of their size. */
const longest =
  /\/test\/((browser|portal|console)\/walk|reliability\/.*|ops\/(runbook|transactions)|dev\/start\/.*|admin\/lifetimes-and-limits|attack\/same-answer|api-reference\/page)\.test\.ts$/;

/**
 * Starts long files first, so that no worker still runs one when the others are done. vitest orders by duration once it
 * has measured the files; in a fresh clone it orders by size, although some short files mostly wait.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // The order of vitest, which leaves its argument unchanged.
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files);
    const { long = [], others = [] } = Object.groupBy(sorted, ({ moduleId }) =>
      longest.test(moduleId) ? 'long' : 'others',
    );
    return [...long, ...others];
  }
}

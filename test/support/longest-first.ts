import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Files of a minute and more, however short they are to read. */
const longest = /\/test\/(browser\/walk|reliability\/.*|ops\/(runbook|transactions))\.test\.ts$/;

/**
 * Starts long files first, so that none is left over when all workers but its own are done. vitest does so itself once it has seen
 * how long each takes; in a fresh clone it goes by their size, which says nothing of those that mostly wait.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // vitest's own, which leaves what it is given alone.
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files);
    const { long = [], others = [] } = Object.groupBy(sorted, ({ moduleId }) => (longest.test(moduleId) ? 'long' : 'others'));
    return [...long, ...others];
  }
}

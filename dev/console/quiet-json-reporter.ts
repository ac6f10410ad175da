import { JsonReporter } from 'vitest/node';
import type { Vitest } from 'vitest/node';

/** The part of vitest's JSON report with the counts. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** Vitest's JSON report without the line with its file name, because the file is read and removed at once. */
class QuietJsonReporter extends JsonReporter {
  override onInit(vitest: Vitest): void {
    const silent = Object.create(vitest.logger, { log: { value: () => {} } }) as Vitest['logger'];
    super.onInit(Object.create(vitest, { logger: { value: silent } }) as Vitest);
  }
}

// oxlint-disable-next-line import/no-default-export -- vitest loads a reporter by its default export
export default QuietJsonReporter;

/**
 * Downloads a server program by the Temporal SDK, as its test environment does, and ends.
 * A separate process, because a hanging download cannot be stopped from outside the SDK.
 *
 *   node dev/downloads/sdk-download.ts cli|test-server FOLDER
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [program, downloadDir] = process.argv.slice(2);
if (!downloadDir || (program !== 'cli' && program !== 'test-server')) {
  throw new Error('usage: sdk-download.ts cli|test-server FOLDER');
}

const executable = { type: 'cached-download', downloadDir } as const;
const environment =
  program === 'cli'
    ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
    : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
await environment.teardown();

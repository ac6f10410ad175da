/**
 * Lets the Temporal SDK download a server program the way its own test environment does, and ends.
 * In a process of its own, because a download that hangs cannot be stopped from outside the SDK.
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

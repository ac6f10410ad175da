import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inCheckout } from './checkout.ts';

const run = promisify(execFile);

/** Builds the pages on which people sign in if they have changed, and returns the folder of the build. */
export async function buildPortal(signal?: AbortSignal): Promise<string> {
  const { stdout } = await run(process.execPath, [inCheckout('dev/build-portal.ts')], signal ? { signal } : {});
  return stdout.trimEnd().split('\n').at(-1)!;
}

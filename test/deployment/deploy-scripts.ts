import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { repositoryFile } from './compose-file.ts';

const run = promisify(execFile);

/** The output and exit code of a script. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a script of the folder `deploy` in the root of the repository, as an operator does. */
export async function runDeployScript(
  name: string,
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<Ended> {
  const cwd = fileURLToPath(repositoryFile('.'));
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  try {
    return { code: 0, ...(await run('sh', [`deploy/${name}`, ...args], { cwd, env })) };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

/** Creates the secrets of a deployment in `folder`. `environment`: existing values to keep. */
export async function makeSecrets(folder: string, environment: Record<string, string> = {}): Promise<void> {
  const { code, stderr } = await runDeployScript('make-secrets.sh', [folder], environment);
  if (code !== 0) throw new Error(stderr);
}

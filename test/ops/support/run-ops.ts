import { spawn } from 'node:child_process';
import { inCheckout } from '../../../dev/parts/checkout.ts';
import { useStack } from '../../support/stack.ts';

/** The output and exit code of a command. */
export interface Said {
  code: number | null;
  out: string;
  errors: string;
}

/** Runs the program of `npm run ops` against the shared stack. */
export function ops(...args: string[]): Promise<Said> {
  return runOps(['--data', useStack().infrastructure.dataFolder, ...args]);
}

/** Settings for a slow machine, which `vitest.config.ts` has for every process of the tests. */
const limits = ['COUNTERSIGN_EXTRA_WAIT', 'COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT'];

/** Runs the program of `npm run ops` with these arguments and settings only, and this standard input. */
export async function runOps(args: string[], settings: Record<string, string> = {}, input = ''): Promise<Said> {
  const isKept = (name: string) => !name.startsWith('COUNTERSIGN_') || limits.includes(name);
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => isKept(name)));
  const child = spawn(process.execPath, [inCheckout('dev/ops.ts'), ...args], {
    env: { ...plain, ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, errors };
}

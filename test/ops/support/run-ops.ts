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

/** Runs the program of `npm run ops` with these arguments and settings only, and this standard input. */
export async function runOps(args: string[], settings: Record<string, string> = {}, input = ''): Promise<Said> {
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_')));
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

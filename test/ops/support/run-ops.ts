import { spawn } from 'node:child_process';
import { inCheckout } from '../../../dev/parts/checkout.ts';
import { useStack } from '../../support/stack.ts';

/** What a command said, and how it ended. */
export interface Said {
  code: number | null;
  out: string;
  errors: string;
}

/** `npm run ops -- ...`, less npm, against the shared stack. */
export function ops(...args: string[]): Promise<Said> {
  return runOps(['--data', useStack().infrastructure.dataFolder, ...args]);
}

/** The same with all its arguments, and settings of its own. */
export async function runOps(args: string[], settings: Record<string, string> = {}): Promise<Said> {
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_')));
  const child = spawn(process.execPath, [inCheckout('dev/ops.ts'), ...args], { env: { ...plain, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, errors };
}

import { spawn } from 'node:child_process';
import { inCheckout } from './parts/checkout.ts';

/** The documents that are generated from the code; with `--pictures` the pictures, from the stack of `npm start` that runs. */
const given = process.argv.slice(2);
const [script, options]: [string, string[]] = given.includes('--pictures')
  ? ['docs/images/scripts/take-pictures.ts', given.filter((option) => option !== '--pictures')]
  : ['docs/generator/generate.ts', given];
const generator = spawn(process.execPath, [inCheckout(script), ...options], {
  cwd: inCheckout(''),
  stdio: 'inherit',
});
generator.once('exit', (code) => (process.exitCode = code ?? 1));

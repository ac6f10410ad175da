import { spawn } from 'node:child_process';
import { inCheckout } from './parts/checkout.ts';

const script = inCheckout('docs/generator/generate.ts');
const generator = spawn(process.execPath, [script, ...process.argv.slice(2)], {
  cwd: inCheckout(''),
  stdio: 'inherit',
});
generator.once('exit', (code) => (process.exitCode = code ?? 1));

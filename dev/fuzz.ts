import { spawn } from 'node:child_process';
import { inCheckout } from './parts/checkout.ts';

const help = `
  npm run fuzz                20,000 requests of every shape at every endpoint of a server of its own

    FUZZ_REQUESTS=N           that many instead
    FUZZ_SEED=N FUZZ_FROM=N   other ones, or the one that a failure names
    --help                    this text
`;

if (process.argv.includes('--help')) {
  process.stdout.write(help);
} else {
  const env = { FUZZ_REQUESTS: '20000', ...process.env };
  const vitest = spawn(
    process.execPath,
    [
      inCheckout('node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'integration',
      'test/fuzz',
      ...process.argv.slice(2),
    ],
    { cwd: inCheckout(''), stdio: 'inherit', env },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => vitest.kill(signal));
  vitest.once('exit', (code) => (process.exitCode = code ?? 1));
}

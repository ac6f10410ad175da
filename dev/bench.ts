import { spawn } from 'node:child_process';
import { watchForInterruption } from './console/interruption.ts';
import { createProgress } from './console/progress.ts';
import { printFailure } from './console/refusal.ts';
import { inCheckout } from './parts/checkout.ts';
import { removeDataFolder } from './parts/data-folder.ts';
import { endpointsPath } from './parts/endpoints.ts';
import { endRecordedNow } from './processes/process-record.ts';
import { loadSecrets } from './secrets.ts';
import { countSteps, startStack, type RunningStack } from './stack.ts';

/** Runs the measuring program with `args`; `extra` contains the addresses of the stack. */
function runMain(args: string[], extra: NodeJS.ProcessEnv = {}, signal?: AbortSignal): Promise<number> {
  const bench = spawn(process.execPath, [inCheckout('bench/main.ts'), ...args], {
    cwd: inCheckout(''),
    env: { ...process.env, ...extra },
    stdio: 'inherit',
    ...(signal && { signal }),
  });
  bench.once('error', () => {}); // an interruption is told by the exit that follows
  return new Promise((resolve) => bench.once('exit', (code) => resolve(code ?? 130)));
}

/** Measures on a separate stack, so that data and load of `npm start` do not affect the figures. */
async function runBench(args: string[]): Promise<number> {
  const dataFolder = inCheckout(`.data/bench-${process.pid}`);
  const interruption = watchForInterruption(() => {
    endRecordedNow(dataFolder);
    process.exit(130);
  });
  const signInPages = args.includes('console');
  const options = { dataFolder, portOffset: 'free', headless: true, withStatistics: true, signInPages } as const;
  let stack: RunningStack | undefined;
  try {
    // On standard error, because with --json standard output has only the figures.
    const progress = createProgress(countSteps(options), process.stderr);
    stack = await startStack({ ...options, progress, signal: interruption.signal });
    const { environment, services, server } = stack;
    const processes = {
      'API and worker': server!.child.pid,
      Temporal: services.temporal.child.pid,
      PostgreSQL: services.postgres.child.pid,
      sandbox: services.sandbox.child.pid,
    };
    const superuserUrl = new URL(environment['COUNTERSIGN_DATABASE_URL'] as string);
    superuserUrl.username = 'postgres';
    superuserUrl.password = loadSecrets(dataFolder).postgres.superuserPassword;
    const description = {
      environment,
      processes,
      endpoints: endpointsPath(dataFolder),
      superuserUrl: superuserUrl.href,
    };
    return await runMain(args, { COUNTERSIGN_BENCH_ENVIRONMENT: JSON.stringify(description) }, interruption.signal);
  } finally {
    await stack?.stop();
    removeDataFolder(dataFolder);
  }
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  await (args.includes('--help') ? runMain(args) : runBench(args)).then(
    (code) => process.exit(code),
    (error) => {
      printFailure(error);
      process.exit(1);
    },
  );
}

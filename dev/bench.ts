import { spawn } from 'node:child_process';
import { watchForInterruption } from './console/interruption.ts';
import { createProgress } from './console/progress.ts';
import { printFailure } from './console/refusal.ts';
import { inCheckout } from './parts/checkout.ts';
import { removeDataFolder } from './parts/data-folder.ts';
import { endpointsPath } from './parts/endpoints.ts';
import { endRecordedNow } from './processes/process-record.ts';
import { countSteps, startStack, type RunningStack } from './stack.ts';

/** The measuring program with `args`; `extra` tells it where the stack is. */
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

/** Measures on a stack of its own, so that neither the data nor the load of `npm start` gets into the figures. */
async function runBench(args: string[]): Promise<number> {
  const dataFolder = inCheckout(`.data/bench-${process.pid}`);
  const interruption = watchForInterruption(() => {
    endRecordedNow(dataFolder);
    process.exit(130);
  });
  const options = { dataFolder, portOffset: 'free', headless: true } as const;
  let stack: RunningStack | undefined;
  try {
    // On standard error: with --json the figures are alone on standard output.
    const progress = createProgress(countSteps(options), process.stderr);
    stack = await startStack({ ...options, progress, signal: interruption.signal });
    const description = { environment: stack.environment, endpoints: endpointsPath(dataFolder) };
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

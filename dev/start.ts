import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { watchForInterruption } from './console/interruption.ts';
import { createProgress } from './console/progress.ts';
import { printFailure, Refusal } from './console/refusal.ts';
import { describeStack } from './console/summary.ts';
import { inCheckout } from './parts/checkout.ts';
import { restartOnChange } from './parts/restart-on-change.ts';
import { supervise } from './parts/supervision.ts';
import { endRecordedNow } from './processes/process-record.ts';
import { countSteps, startStack, type RunningStack, type StackOptions } from './stack.ts';

const help = `
  npm start -- [options]        starts Countersign with everything it needs, on this machine

    --port-offset N             adds N to every port
    --data DIR                  keeps another instance apart; the default is .data in the checkout
    --headless                  leaves out the demonstration pages
    --only-infrastructure       PostgreSQL, Temporal and the provider sandbox, nothing of ours
    --help                      this text

  Ports: API 7100, operations 7101, shop 7110, phone 7111, club 7112, sandbox 7120 to 7124, PostgreSQL 7132,
  Temporal 7233 (HTTP 7243), Temporal UI 8233. A taken one moves to the next free port.
  Addresses and generated credentials are written to DIR/endpoints.json. Ctrl-C stops everything.
  TEMPORAL_CLI names the Temporal program to use when there is no network to fetch it.
`;

export interface RunOptions {
  /** Restarts the API when its code changes, and follows its log. */
  watch?: boolean;
}

/** Runs `npm start` (and, with `watch`, `npm run dev`) until it is interrupted. */
export async function runStack({ watch = false }: RunOptions = {}): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const interruption = watchForInterruption(() => {
    endRecordedNow(options.dataFolder);
    process.exit(130);
  });
  let stack: RunningStack;
  try {
    const progress = createProgress(countSteps(options));
    process.stdout.write(`\n  Countersign starts on ${options.dataFolder}\n\n`);
    stack = await startStack({ ...options, progress, signal: interruption.signal });
  } catch (error) {
    if (interruption.signal.aborted) {
      if (!interruption.isForsaken) process.stdout.write('\n  Stopped.\n');
      process.exit(130);
    }
    throw error;
  }
  sayWhatRuns(stack, options);
  if (watch) restartOnChange(stack);
  await keepRunning(stack, watch, interruption.signal);
  if (!interruption.isForsaken) process.stdout.write(`\n  Stopping (once more Ctrl-C: at once) ...\n`);
  await stack.stop();
  if (!interruption.isForsaken) process.stdout.write('  Stopped.\n');
  process.exit(0);
}

/** Waits for the signal. With `watch` the API is restarted when its code changes. */
async function keepRunning({ services, ours }: RunningStack, watch: boolean, signal: AbortSignal): Promise<void> {
  const api = ours.api && !watch ? [ours.api] : [];
  await supervise([...Object.values(services), ...api, ...ours.pages], {
    signal,
    say: (text) => void process.stdout.write(`\n  ${new Date().toTimeString().slice(0, 8)}  ${text}\n`),
  });
}

function readOptions(args: string[]): StackOptions {
  const { values } = parse(args);
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  const portOffset = Number(values['port-offset'] ?? 0);
  if (!Number.isInteger(portOffset) || portOffset < 0 || portOffset > 57_000) {
    throw new Refusal(`--port-offset takes a whole number from 0 to 57000, not '${values['port-offset']}'`);
  }
  return {
    dataFolder: values.data ? resolve(values.data) : inCheckout('.data'),
    portOffset,
    headless: values.headless ?? false,
    signInPages: true,
    onlyInfrastructure: values['only-infrastructure'] ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'port-offset': { type: 'string' },
        data: { type: 'string' },
        headless: { type: 'boolean' },
        'only-infrastructure': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Refusal(`${(error as Error).message.replace(/\.$/, '')}; npm start -- --help tells all options`);
  }
}

function sayWhatRuns({ endpoints, endedOrphans, server, infrastructure }: RunningStack, options: StackOptions): void {
  if (endedOrphans.length)
    process.stdout.write(`\n  Ended first, left behind by a start that was killed: ${endedOrphans.join(', ')}\n`);
  const { dataFolder } = options;
  process.stdout.write(
    describeStack({ endpoints, dataFolder, operationsUrl: server?.operationsUrl, sandbox: infrastructure.sandbox }),
  );
}

if (import.meta.main) {
  await runStack().catch((error) => {
    printFailure(error);
    process.exit(1);
  });
}

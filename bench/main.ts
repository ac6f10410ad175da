/** Measures whole approvals beside an empty workflow of the same shape, on the same server, in the same run. */
import { parseArgs } from 'node:util';
import { readBenchEnvironment } from './bench-environment.ts';
import { startFloor, waits } from './empty-workflow/floor.ts';
import { prepareFlows } from './flows.ts';
import type { CallLatencies, Flows } from './flows.ts';
import { measureHistories } from './history-size.ts';
import { measure, summarise } from './measure.ts';
import type { Measurement } from './measure.ts';
import { printReport } from './report.ts';
import type { Report } from './report.ts';

const help = `
  npm run bench -- [options]

    --seconds N   how long each measurement takes, 10 unless told
    --rounds N    how often floor and approvals are measured in turn, 3 unless told; the median is reported
    --waits       only the empty workflow, with the three ways to wait for its first step
    --json        the figures as JSON on standard output
    --help        this text
`;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' }, rounds: { type: 'string', default: '3' }, waits: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
const lanes = 16;

if (values.help) process.stdout.write(help);
else if (values.waits) await compareWaits(Number(values.seconds), Number(values.rounds));
else await run(Number(values.seconds), Number(values.rounds), values.json);

async function run(seconds: number, rounds: number, json: boolean): Promise<void> {
  const bench = readBenchEnvironment();
  say('enrolling 16 phones');
  const flows = await prepareFlows(bench, lanes);
  const floor = await startFloor(bench);
  say('warming up');
  await Promise.all([floor.run(4, 3), measure(4, 3, async (lane) => void (await flows.approve(lane)))]);
  const report: Report = {
    alone: { floor: [], approvals: [], calls: emptyCalls() },
    together: { floor: [], approvals: [], calls: emptyCalls() },
    sms: await smsOf(flows, seconds),
    poll: emptyMeasurement(),
    histories: {},
  };
  const ids: string[] = [];
  const smsId = await flows.approveBySms(0);
  // In turn, so that a machine that gets slower slows both.
  for (let round = 0; round < rounds; round += 1) {
    for (const [part, concurrency] of [[report.alone, 1], [report.together, lanes]] as const) {
      say(`round ${round + 1} of ${rounds}: ${concurrency} at a time`);
      part.floor.push(await floor.run(concurrency, seconds));
      part.approvals.push(await measure(concurrency, seconds, async (lane) => void ids.push(await flows.approve(lane, part.calls))));
    }
  }
  say('polls');
  report.poll = await measure(lanes, seconds, () => flows.poll(ids[0] as string));
  const [push, sms] = await measureHistories(bench, [ids.at(-1) as string, smsId]);
  report.histories = { 'push approval with its callback': push, 'SMS approval': sms };
  await floor.stop();
  if (json) process.stdout.write(`${JSON.stringify(report, callsAsFigures, 2)}\n`);
  else printReport(report);
}

/** Prints what waiting for the first step costs: docs/decisions tells which way was taken. */
async function compareWaits(seconds: number, rounds: number): Promise<void> {
  const floor = await startFloor(readBenchEnvironment());
  await floor.run(4, 3);
  for (let round = 1; round <= rounds; round += 1) {
    for (const wait of waits) {
      const { perSecond, p50, p95 } = await floor.run(lanes, seconds, wait);
      process.stdout.write(`  round ${round}  ${wait.padEnd(18)} ${perSecond.toFixed(1)}/s  p50 ${p50.toFixed(0)} ms  p95 ${p95.toFixed(0)} ms\n`);
    }
  }
  await floor.stop();
}

async function smsOf(flows: Flows, seconds: number): Promise<Measurement> {
  say('text messages, 16 at a time');
  return measure(lanes, seconds, async (lane) => void (await flows.approveBySms(lane)));
}

/** Thousands of single latencies are no report: their summary is. */
function callsAsFigures(key: string, value: unknown): unknown {
  if (key !== 'calls') return value;
  return Object.fromEntries(Object.entries(value as CallLatencies).map(([call, latencies]) => [call, summarise(latencies, Number.NaN)]));
}

function emptyCalls(): CallLatencies {
  return { init: [], fetch: [], answer: [], result: [] };
}

function emptyMeasurement(): Measurement {
  return summarise([], 1);
}

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

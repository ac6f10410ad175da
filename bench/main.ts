/** Measures the product beside an empty workflow of the same shape, on the same server, in the same run. */
import { parseArgs } from 'node:util';
import { measureActionTokens } from './action-tokens/measure-action-tokens.ts';
import { printActionTokens } from './action-tokens/report.ts';
import { measureApprovals } from './approvals/measure-approvals.ts';
import { readBenchEnvironment } from './bench-environment.ts';
import { measureDevices } from './devices/measure-devices.ts';
import { finishTransactions, measureConsole } from './console/measure-console.ts';
import { printConsole } from './console/report.ts';
import { printDevices } from './devices/report.ts';
import { startFloor, waits } from './empty-workflow/floor.ts';
import type { CallLatencies } from './flows.ts';
import { kinds } from './approvals/kinds.ts';
import type { Kind } from './approvals/kinds.ts';
import { createLightFetch } from './light-fetch.ts';
import { liftLimits } from './lift-limits.ts';
import { summarise } from './measure.ts';
import { measurePersons } from './persons/measure-persons.ts';
import { printPersons } from './persons/report.ts';
import { printApprovals } from './approvals/report.ts';
import { seedData } from './seed-data/seed-data.ts';
import { measureSignIn } from './sign-in/measure-sign-in.ts';
import { measureMillion } from './sign-in/measure-million.ts';
import { printMillion, printSignIn } from './sign-in/report.ts';
import { measureSoak } from './soak/measure-soak.ts';
import { printSlice, printSoak, printSoakHeading } from './soak/report.ts';

const help = `
  npm run bench -- [options]

    --seconds N   how long each measurement takes, 10 unless told
    --rounds N    how often floor and flows are measured in turn, 3 unless told; medians and spread are reported
    --warm-up N   seconds of load before anything counts, 20 unless told
    --only PART   action-tokens (creating and using them), sign-in (tokens for clients, sign-ins by password, single sign-on, look-ups of tokens), sign-in-million (the same with the rows
                  of a million sign-ins, and after these are pruned), persons (searches among 100,000 people), approvals (every kind of flow, polls), devices (registration, keys, push enrolment, introspection, lists,
                  events), or one kind of flow alone: push, pin, sms, otp, enrollment
                  console (page changes in a real browser, beside 100,000 people, 100,000 users with a phone, 500,000 transactions and 5,000,000 events unless told)
    --seed-data   fills the database first with 100,000 users and 5,000,000 events; without it a hundredth of both
    --users N     so many users
    --events N    so many events
    --sign-ins N  of sign-in-million: so many sign-ins, a million unless told
    --tokens N    so many open action tokens beside which some are created and used, 1000000 unless told
    --soak N      only N transactions of mixed kinds, with memory and latency on the way: 100000 take the best part of an hour
    --waits       only the empty workflow, with the three ways to wait for its first step
    --json        the figures as JSON on standard output
    --help        this text
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '20' },
    only: { type: 'string' },
    'seed-data': { type: 'boolean', default: false },
    users: { type: 'string' },
    events: { type: 'string' },
    'sign-ins': { type: 'string', default: '1000000' },
    tokens: { type: 'string', default: '1000000' },
    soak: { type: 'string' },
    waits: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

globalThis.fetch = createLightFetch(64).fetch;
if (values.help) process.stdout.write(help);
else if (values.waits) await compareWaits(count('seconds', values.seconds), count('rounds', values.rounds));
else if (values.soak) await soak(count('soak', values.soak));
else if (values.only === 'console') await measurePages();
else if (values.only === 'sign-in-million') await million(count('sign-ins', values['sign-ins']));
else await run();

async function run(): Promise<void> {
  const options = {
    seconds: count('seconds', values.seconds),
    rounds: count('rounds', values.rounds),
    warmUp: count('warm-up', values['warm-up']),
    say,
  };
  const parts = partsOf(values.only);
  // Searching is about very many people, who are soon made.
  const share = values['seed-data'] || values.only === 'persons' ? 1 : 0.01;
  const size = {
    users: count('users', values.users ?? String(100_000 * share)),
    events: parts.devices || parts.kinds.length > 0 ? count('events', values.events ?? String(5_000_000 * share)) : 0,
  };
  const bench = readBenchEnvironment();
  await seedData(bench, size, parts);
  await liftLimits(bench);
  const floor = await startFloor(bench);
  try {
    const devices = parts.devices ? await measureDevices(bench, floor, size.users, options) : undefined;
    const persons = parts.persons ? await measurePersons(bench, size.users, options) : undefined;
    const signIn = parts.signIn ? await measureSignIn(bench, options) : undefined;
    const actionTokens = parts.actionTokens
      ? await measureActionTokens(bench, { ...options, openTokens: count('tokens', values.tokens) })
      : undefined;
    const approvals =
      parts.kinds.length > 0 ? await measureApprovals(bench, floor, { ...options, ...parts }) : undefined;
    if (values.json)
      return void process.stdout.write(
        `${JSON.stringify({ size, devices, persons, signIn, actionTokens, ...approvals }, callsAsFigures, 2)}\n`,
      );
    process.stdout.write(
      `\n  with ${size.users.toLocaleString('en')} users and ${size.events.toLocaleString('en')} events\n\n`,
    );
    if (devices) printDevices(devices);
    if (persons) printPersons(persons);
    if (signIn) printSignIn(signIn);
    if (actionTokens) printActionTokens(actionTokens);
    if (approvals) printApprovals(approvals);
  } finally {
    await floor.stop();
  }
}

/** The lines come one by one: it is long, and an interruption leaves what there is. */
async function soak(total: number): Promise<void> {
  const bench = readBenchEnvironment();
  await liftLimits(bench);
  const floor = await startFloor(bench);
  try {
    printSoakHeading();
    printSoak(await measureSoak(bench, floor, { total, report: printSlice, say }));
  } finally {
    await floor.stop();
  }
}

/** The console, with as much in its lists as a large installation has. */
async function measurePages(): Promise<void> {
  const bench = readBenchEnvironment();
  const users = count('users', values.users ?? '100000');
  const events = count('events', values.events ?? '5000000');
  await liftLimits(bench);
  await finishTransactions(bench);
  const parts = { persons: true, devices: true, kinds: [], transactions: Math.ceil(events / 10) };
  await seedData(bench, { users, events }, parts);
  const report = await measureConsole(bench, { laps: count('rounds', values.rounds), say });
  if (values.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else printConsole(report);
}

/** Tables that have grown, and were pruned. */
async function million(signIns: number): Promise<void> {
  const bench = readBenchEnvironment();
  await liftLimits(bench);
  const options = { seconds: count('seconds', values.seconds), rounds: count('rounds', values.rounds), signIns, say };
  const report = await measureMillion(bench, options);
  if (values.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else printMillion(report);
}

interface Parts {
  kinds: readonly Kind[];
  withPolls: boolean;
  devices: boolean;
  persons: boolean;
  signIn: boolean;
  actionTokens: boolean;
}

function partsOf(only: string | undefined): Parts {
  const nothing = { kinds: [], withPolls: false, devices: false, persons: false, signIn: false, actionTokens: false };
  if (only === undefined)
    return { kinds, withPolls: true, devices: true, persons: true, signIn: true, actionTokens: true };
  if (only === 'approvals') return { ...nothing, kinds, withPolls: true };
  if (only === 'devices') return { ...nothing, devices: true };
  if (only === 'persons') return { ...nothing, persons: true };
  if (only === 'sign-in') return { ...nothing, signIn: true };
  if (only === 'action-tokens') return { ...nothing, actionTokens: true };
  const kind = kinds.find((name) => name === only);
  if (!kind) throw new Error(`--only is approvals, devices, persons, sign-in, action-tokens, ${kinds.join(', ')}`);
  return { ...nothing, kinds: [kind] };
}

function count(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${option} is a whole number from 1 on`);
  return number;
}

/** Prints what waiting for the first step costs: docs/decisions tells which way was taken. */
async function compareWaits(seconds: number, rounds: number): Promise<void> {
  const floor = await startFloor(readBenchEnvironment());
  await floor.run(4, 3);
  for (let round = 1; round <= rounds; round += 1) {
    for (const wait of waits) {
      const { perSecond, p50, p95 } = await floor.run(16, seconds, wait);
      process.stdout.write(
        `  round ${round}  ${wait.padEnd(18)} ${perSecond.toFixed(1)}/s  p50 ${p50.toFixed(0)} ms  p95 ${p95.toFixed(0)} ms\n`,
      );
    }
  }
  await floor.stop();
}

/** Thousands of single latencies are no report: their summary is. */
function callsAsFigures(key: string, value: unknown): unknown {
  if (key !== 'calls') return value;
  return Object.fromEntries(
    Object.entries(value as CallLatencies).map(([call, latencies]) => [call, summarise(latencies, Number.NaN)]),
  );
}

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

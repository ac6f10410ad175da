import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PartFailure, Refusal } from '../console/refusal.ts';
import { killGroup, sendSignal } from './end-process.ts';
import type { ProcessRecord } from './process-record.ts';

export interface ChildOptions {
  /** The name in progress, failures and the record of processes. */
  name: string;
  command: string;
  args: readonly string[];
  /** The whole environment of the child. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** The account to run as, if not the current one. */
  account?: { uid: number; gid: number };
  /** File for standard output and error, which the child writes itself. */
  logFile: string;
  /** The signal for an orderly end. */
  stopSignal: NodeJS.Signals;
  /** Milliseconds for an orderly end before it is killed. */
  stopGraceMs: number;
  record: ProcessRecord;
}

/** A process of the stack. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly process: ChildProcess;
  readonly logFile: string;
  /** Offset of this process in the log in bytes, after the output of earlier ones. */
  readonly logStart: number;
  /** The exit; pending while the process runs, never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Whether its end was requested: an end without a request is a failure. */
  readonly isStopping: boolean;
  kill(signal: NodeJS.Signals): void;
  /** Ends the process in order, or by force after its grace period; resolves when it has ended. */
  stop(): Promise<void>;
}

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const largestLogBytes = 10_000_000;

/** Starts a process in its own group, so that Ctrl-C in the terminal reaches it only through the orderly stop. */
async function startChild(options: ChildOptions): Promise<Child> {
  const log = openLog(options.logFile);
  const logStart = fstatSync(log).size;
  const child = spawn(options.command, options.args, {
    detached: true,
    env: options.env,
    stdio: ['ignore', log, log],
    ...(options.cwd && { cwd: options.cwd }),
    ...options.account,
  });
  closeSync(log);
  const ended = new Promise<ChildEnd>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid!;
  options.record.add({ name: options.name, pid, stopSignal: options.stopSignal });
  void ended.then(() => options.record.remove(pid));
  return createHandle(options, child, logStart, ended);
}

function createHandle(options: ChildOptions, child: ChildProcess, logStart: number, ended: Promise<ChildEnd>): Child {
  const pid = child.pid!;
  let stopping = false;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const signal = (name: NodeJS.Signals) => {
    stopping = true;
    if (!hasEnded()) sendSignal(pid, name);
  };
  return {
    name: options.name,
    pid,
    process: child,
    logFile: options.logFile,
    logStart,
    ended,
    get isStopping() {
      return stopping;
    },
    kill: signal,
    async stop() {
      signal(options.stopSignal);
      const limit = setTimeout(() => !hasEnded() && killGroup(pid), options.stopGraceMs);
      await ended;
      clearTimeout(limit);
    },
  };
}

export interface ReadyOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Starts a process and waits until `probe` returns true; stops the process before it throws.
 * Refuses to start when the address already answers, because another process must be listening there.
 */
export async function startUntilReady(
  options: ChildOptions,
  probe: () => Promise<boolean>,
  ready: ReadyOptions,
): Promise<Child> {
  if (await probe().catch(() => false))
    throw new PartFailure(`${options.name} cannot start: another one answers at its address`);
  const child = await startChild(options);
  try {
    await untilReady(child, probe, ready);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/**
 * Milliseconds that a process must live after its address answered: another process may have taken the address, and
 * ours would end for that reason.
 */
const settleMs = 50;

/**
 * Waits until `probe` returns true. Throws with the child's last output when it ends first or the time is over.
 * A probe that throws means not ready yet, unless it throws a Refusal.
 */
async function untilReady(child: Child, probe: () => Promise<boolean>, options: ReadyOptions): Promise<void> {
  let end: ChildEnd | undefined;
  void child.ended.then((value) => (end = value));
  const deadline = performance.now() + options.timeoutMs;
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 250)) {
    options.signal?.throwIfAborted();
    const isAnswered = await probe().catch(notYet);
    if (isAnswered) await sleep(settleMs);
    if (end) throw new PartFailure(`${child.name} ended before it was ready (${describeEnd(end)})`, lastWords(child));
    if (isAnswered) return;
    if (performance.now() > deadline) {
      throw new PartFailure(`${child.name} was not ready within ${options.timeoutMs / 1000} s`, lastWords(child));
    }
    await sleep(pause);
  }
}

function notYet(error: unknown): false {
  if (error instanceof Refusal) throw error;
  return false;
}

/** A probe for `startUntilReady`: the address answers with a success status. */
export function answersAt(url: string): () => Promise<boolean> {
  return async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
    return answer.ok;
  };
}

/** The exit of a process as text. */
export function describeEnd(end: ChildEnd): string {
  return end.signal ? `signal ${end.signal}` : `code ${end.code}`;
}

/** The last output of a child, for an error message. */
export function lastWords(child: Pick<Child, 'logFile' | 'logStart'>): string {
  const said = readFileSync(child.logFile).subarray(child.logStart).toString('utf8').trim();
  if (!said) return `Its log ${child.logFile} has nothing of it.`;
  const lines = said.split('\n').slice(-30);
  return `Its log ${child.logFile} ends with:\n    ${lines.join('\n    ')}`;
}

/** Appends to the log of earlier starts; a large log is renamed to `NAME.1`. */
function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLogBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

import { afterAll, afterEach, beforeEach } from 'vitest';

// Runs before every test file: vitest.config.ts repeats a failed test with this remark in its error, and no other.
const remark = ' (The machine stood still during this test.)';

const tickMs = 50;
/** A limit of the product that no test can lengthen: 2.5 s for a push within a workflow task. Half of it is noticed. */
const stallMs = 1_250;
/** Milliseconds for which a stall is felt: timeouts, lost tasks and their repetitions. */
const aftermathMs = 10_000;

// Fake timers replace the global function.
const now = performance.now.bind(performance);
const starts = new Map<string, number>();
let lastTick = now();
let lastStall = Number.NEGATIVE_INFINITY;

function look(): void {
  const time = now();
  if (time - lastTick >= stallMs) lastStall = time;
  lastTick = time;
}

const watch = setInterval(look, tickMs);

beforeEach(({ task }) => void starts.set(task.id, now()));

afterEach(({ task }) => {
  look();
  if (lastStall < (starts.get(task.id) ?? 0) - aftermathMs) return;
  for (const error of task.result?.errors ?? []) if (!error.message.endsWith(remark)) error.message += remark;
});

afterAll(() => clearInterval(watch));

import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/config/environment.ts';
import { createClockWatch } from '../../../src/database/clock-watch.ts';
import type { ClockWatch } from '../../../src/database/clock-watch.ts';
import { createOrm } from '../../../src/database/orm.ts';
import { createLogger } from '../../../src/runtime/logger.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { useStack } from '../../support/stack.ts';
import { openSlowLine } from './support/slow-line.ts';
import type { SlowLine } from './support/slow-line.ts';

const { environment } = useStack();
let line: SlowLine;
let orm: Awaited<ReturnType<typeof createOrm>>;
let watch: ClockWatch | undefined;

beforeAll(async () => {
  line = await openSlowLine(environment['COUNTERSIGN_DATABASE_URL']!);
  const settings = readEnvironment({ ...environment, COUNTERSIGN_DATABASE_URL: line.url });
  orm = await createOrm(settings, new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]));
});

afterEach(async () => {
  await watch?.close();
  line.delay(() => 0);
});

afterAll(async () => {
  await orm.close();
  await line.close();
});

/** Measures the skew of a clock that is `aheadMs` ahead. */
async function measure(aheadMs: number, limitSeconds = 5) {
  const noted: number[] = [];
  await watch?.close();
  watch = createClockWatch({
    em: () => orm.em.fork(),
    clock: () => new Date(Date.now() + aheadMs),
    log: createLogger('fatal', 'test'),
    limitSeconds,
    onMeasured: (seconds) => noted.push(seconds),
  });
  await watch.start();
  expect(noted).toEqual([watch.skewSeconds()]);
  return { seconds: watch.skewSeconds()!, isWithinLimit: watch.isWithinLimit() };
}

/** Measures at most five times until the result is this near: a busy machine can delay most answers of one measurement. */
async function measureNear(aheadMs: number, toleranceSeconds: number) {
  let measured = await measure(aheadMs);
  for (let time = 1; time < 5 && Math.abs(measured.seconds - aheadMs / 1000) >= toleranceSeconds; time += 1)
    measured = await measure(aheadMs);
  return measured;
}

describe('the skew of a clock', () => {
  it.each([
    [0, true],
    [4_500, true],
    [-4_500, true],
    [5_500, false],
    [-5_500, false],
    [86_400_000, false],
  ])('of %s ms is measured, and within 5 s: %s', async (aheadMs, isWithinLimit) => {
    const measured = await measureNear(aheadMs, 0.25);
    expect(Math.abs(measured.seconds - aheadMs / 1000)).toBeLessThan(0.25);
    expect(measured.isWithinLimit).toBe(isWithinLimit);
  });

  it('is measured and always accepted without a limit', async () => {
    const measured = await measure(-86_400_000, 0);
    expect(measured.seconds).toBeLessThan(-86_399);
    expect(measured.isWithinLimit).toBe(true);
  });

  it('does not grow with the latency of PostgreSQL', async () => {
    line.delay(() => 300);
    expect(Math.abs((await measureNear(0, 0.2)).seconds)).toBeLessThan(0.2);
  });

  it('does not change by single late answers', async () => {
    // Every fourth answer: one or two of the seven of a measurement.
    line.delay((direction, count) => (direction === 'back' && count % 4 === 0 ? 1_500 : 0));
    expect(Math.abs((await measureNear(0, 0.2)).seconds)).toBeLessThan(0.2);
  });

  it('is unknown while PostgreSQL is unreachable, and then accepted', async () => {
    const away = await createOrm(
      readEnvironment({ ...environment, COUNTERSIGN_DATABASE_URL: 'postgres://x:x@127.0.0.1:1/x' }),
      new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]),
    );
    watch = createClockWatch({
      em: () => away.em.fork(),
      clock: () => new Date(0),
      log: createLogger('fatal', 'test'),
      limitSeconds: 5,
      onMeasured: () => expect.unreachable('nothing was measured'),
    });
    await watch.start();
    expect([watch.skewSeconds(), watch.isWithinLimit()]).toEqual([undefined, true]);
    await watch.close();
    await away.close();
  });
});

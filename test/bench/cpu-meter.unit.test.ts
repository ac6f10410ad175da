import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createCpuMeter, totalCpu } from '../../bench/cpu/cpu-meter.ts';

const burn = 'while (process.cpuUsage().user < 300_000);';
const measurement = { flows: 2, failures: 0, perSecond: 1, p50: 1, p95: 1, p99: 1 };

it('measures the CPU time of a process and its children per flow', async () => {
  const { cpu } = await createCpuMeter({ us: process.pid }).measure(async () => {
    await promisify(execFile)(process.execPath, ['-e', burn]);
    return measurement;
  });
  expect(cpu?.['us']).toBeGreaterThanOrEqual(140);
  expect(totalCpu({ cpu: { one: 1, other: 2 } })).toBe(3);
});

it('measures zero for an ended process', async () => {
  const { cpu } = await createCpuMeter({ gone: 2 ** 30 }).measure(async () => measurement);
  expect(cpu).toEqual({ gone: 0 });
});

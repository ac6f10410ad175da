import { defaultPorts, isFree } from '../../dev/ports.ts';

/** Above the ports of stacks that take any, below those of outgoing connections. */
const offsets = { from: 23_000, to: 24_400, step: 100 };

/** No two default ports are this far apart, modulo the step: the two test processes beside each other never meet. */
const betweenProcesses = (Number(process.env['VITEST_POOL_ID']) % 2) * 50;

/** An offset at which all default ports are free, and the one after the API's two. */
export async function freeOffset(): Promise<number> {
  for (;;) {
    const steps = (offsets.to - offsets.from) / offsets.step;
    const offset = offsets.from + Math.floor(Math.random() * steps) * offsets.step + betweenProcesses;
    const wanted = [...Object.values(defaultPorts), defaultPorts.operations + 1].map((port) => port + offset);
    if ((await Promise.all(wanted.map(isFree))).every(Boolean)) return offset;
  }
}

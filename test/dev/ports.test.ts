import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  choosePorts,
  chooseTestPorts,
  defaultPorts,
  freePort,
  isFree,
  nextFreePort,
  portRange,
  type Ports,
} from '../../dev/ports.ts';
import { openPortClaims } from '../../dev/processes/port-claims.ts';
import { freeOffset } from './free-offset.ts';

describe('ports', () => {
  it('moves a taken port to the next free one', async () => {
    const port = await freeStretch(3);
    await occupy(port);
    await occupy(port + 1);
    expect(await nextFreePort(port)).toBe(port + 2);
  });

  it('never moves a port to the default of another part', async () => {
    const offset = await freeOffset();
    await occupy(defaultPorts.api + offset);
    const ports = await choose(offset);
    expect(ports.api).toBe(defaultPorts.operations + offset + 1);
    expect(ports.operations).toBe(defaultPorts.operations + offset);
  });

  it('gives different ports to stacks that choose at once, and reuses released ports', async () => {
    const offset = await freeOffset();
    const [first, second] = await Promise.all([choosePorts(offset), choosePorts(offset)]);
    const chosen = [first, second].flatMap(({ ports }) => Object.values(ports));
    expect(new Set(chosen).size).toBe(chosen.length);
    first.release();
    second.release();
    expect((await choose(offset)).api).toBe(defaultPorts.api + offset);
  });

  it('refuses an exhausted range with the way out', async () => {
    const port = await freeStretch(portRange);
    await Promise.all(Array.from({ length: portRange }, (_, index) => occupy(port + index)));
    await expect(nextFreePort(port)).rejects.toThrow(
      `ports ${port} to ${port + portRange - 1} are all taken: free one of them, or start with another --port-offset`,
    );
  });

  it('refuses a port that does not exist', async () => {
    await expect(choosePorts(60_000)).rejects.toThrow('port 67100 does not exist: choose a smaller --port-offset');
  });

  it('gives each part of a test stack its own port', async () => {
    const ports = Object.values((await chooseTestPorts()).ports);
    expect(new Set(ports).size).toBe(Object.keys(defaultPorts).length);
  });

  it('does not give out a port that another process has claimed and does not listen on yet', async () => {
    const next = await claimElsewhere();
    expect(await isFree(next)).toBe(true);
    expect(await freePort()).not.toBe(next);
  });
});

/** The next port that would be given out and that is free. */
async function freeNext(): Promise<number> {
  for (;;) {
    const next = (await freePort()) + 1;
    if (await isFree(next)) return next;
  }
}

/** Makes another process claim the next port; tries again when a test beside this one was quicker. */
async function claimElsewhere(): Promise<number> {
  for (;;) {
    const next = await freeNext();
    const other = spawn(process.execPath, ['--input-type=module', '-e', claimOf(next)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void other.kill());
    const [claimed] = (await once(other.stdout, 'data')) as [Buffer];
    if (String(claimed).trim() === 'true') return next;
  }
}

/** A program that claims a port and runs until it is ended. */
function claimOf(port: number): string {
  const module = new URL('../../dev/processes/port-claims.ts', import.meta.url).href;
  return `import { openPortClaims } from ${JSON.stringify(module)}; console.log(openPortClaims().claim(${port})); process.stdin.resume();`;
}

async function choose(offset: number): Promise<Ports> {
  const { ports, release } = await choosePorts(offset);
  onTestFinished(release);
  return ports;
}

async function occupy(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return server;
}

/** The first of `length` consecutive free ports, which are claimed until the test ends. */
async function freeStretch(length: number): Promise<number> {
  const claims = openPortClaims();
  onTestFinished(claims.releaseAll);
  for (;;) {
    const from = await freePort(); // claimed with that
    const others = Array.from({ length: length - 1 }, (_, index) => from + 1 + index);
    if (others.every(claims.claim) && (await Promise.all(others.map(isFree))).every(Boolean)) return from;
    claims.releaseAll();
  }
}

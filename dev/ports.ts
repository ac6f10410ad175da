import { createServer } from 'node:net';
import { Refusal } from './console/refusal.ts';
import { openPortClaims, type PortClaims } from './processes/port-claims.ts';

/** All ports of one embedded stack, by their listener. */
export type PortName = keyof typeof defaultPorts;
export type Ports = Record<PortName, number>;

export const defaultPorts = {
  api: 7100,
  operations: 7101,
  demoSite: 7110,
  demoPhone: 7111,
  demoClub: 7112,
  sandboxControl: 7120,
  sandboxApns: 7121,
  sandboxHttps: 7122,
  sandboxSmtp: 7123,
  sandboxSmtps: 7124,
  postgres: 7132,
  temporal: 7233,
  temporalHttp: 7243,
  temporalUi: 8233,
} as const;

/** Number of ports above the wanted one that are tried. */
export const portRange = 100;

/**
 * Range of ports for stacks with arbitrary ports, below the range of outgoing connections. Each process starts at its
 * own place, so that it seldom meets claimed ports.
 */
const testPorts = { from: 20_000, to: 29_900, processes: 99 };
let cursor = testPorts.from + ((process.pid * 37) % testPorts.processes) * 100;
let testClaims: PortClaims | undefined;

/** The ports of one stack, claimed until they are released. */
export interface ChosenPorts {
  readonly ports: Ports;
  release(): void;
}

/**
 * Chooses all ports: the default plus `offset`, or the next free one above it that is not the default of another part.
 * Two stacks that choose at once get different ports. Throws a Refusal when all ports of the range are taken.
 */
export async function choosePorts(offset = 0): Promise<ChosenPorts> {
  const claims = openPortClaims();
  const reserved = new Set<number>(Object.values(defaultPorts).map((port) => port + offset));
  const ports = {} as Ports;
  try {
    for (const [name, port] of Object.entries(defaultPorts) as [PortName, number][]) {
      const wanted = port + offset;
      ports[name] = await nextFreePort(
        wanted,
        async (candidate) => (candidate === wanted || !reserved.has(candidate)) && claimFree(claims, candidate),
      );
      reserved.add(ports[name]);
    }
  } catch (error) {
    claims.releaseAll();
    throw error;
  }
  return { ports, release: claims.releaseAll };
}

/** Claimed before it is tested, so that no other stack takes it afterwards. */
async function claimFree(claims: PortClaims, port: number): Promise<boolean> {
  if (!claims.claim(port)) return false;
  if (await isFree(port)) return true;
  claims.release(port);
  return false;
}

/** Free ports for a stack, so that many can run concurrently. */
export async function chooseTestPorts(): Promise<ChosenPorts> {
  const ports = {} as Ports;
  for (const name of Object.keys(defaultPorts) as PortName[]) {
    ports[name] = await freePort();
  }
  return { ports, release: () => {} };
}

/** A free port that is claimed until this process ends: each is given out once, in this and other processes. */
export async function freePort(): Promise<number> {
  testClaims ??= openClaimsUntilExit();
  for (let tried = testPorts.from; tried < testPorts.to; tried += 1) {
    const port = cursor;
    cursor = port + 1 < testPorts.to ? port + 1 : testPorts.from;
    if (await claimFree(testClaims, port)) return port;
  }
  throw new Refusal(`ports ${testPorts.from} to ${testPorts.to} are all taken: free some of them`);
}

function openClaimsUntilExit(): PortClaims {
  const claims = openPortClaims();
  process.once('exit', claims.releaseAll);
  return claims;
}

/** The first free port from `wanted` on; throws a Refusal after `portRange` taken ones. */
export async function nextFreePort(
  wanted: number,
  isUsable: (port: number) => Promise<boolean> = isFree,
): Promise<number> {
  if (wanted < 1 || wanted > 65_535) {
    throw new Refusal(`port ${wanted} does not exist: choose a smaller --port-offset`);
  }
  const last = Math.min(wanted + portRange - 1, 65_535);
  for (let port = wanted; port <= last; port += 1) {
    if (await isUsable(port)) return port;
  }
  throw new Refusal(`ports ${wanted} to ${last} are all taken: free one of them, or start with another --port-offset`);
}

/** Whether 127.0.0.1:`port` can be listened on. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

import { createServer } from 'node:net';
import { Refusal } from './console/refusal.ts';
import { openPortClaims, type PortClaims } from './processes/port-claims.ts';

/** Every port of one embedded stack, by what listens there. */
export type PortName = keyof typeof defaultPorts;
export type Ports = Record<PortName, number>;

export const defaultPorts = {
  api: 7100,
  operations: 7101,
  demoSite: 7110,
  demoPhone: 7111,
  sandboxControl: 7120,
  sandboxApns: 7121,
  sandboxHttps: 7122,
  postgres: 7132,
  temporal: 7233,
  temporalHttp: 7243,
  temporalUi: 8233,
} as const;

/** How many ports above the wanted one are tried before giving up. */
export const portRange = 100;

/**
 * Stacks that nobody looks up by number take their ports from here, below the range of outgoing connections. Each process
 * begins at a place of its own, so that it seldom comes across what others have claimed.
 */
const testPorts = { from: 20_000, to: 29_900, processes: 99 };
let cursor = testPorts.from + ((process.pid * 37) % testPorts.processes) * 100;
let testClaims: PortClaims | undefined;

/** The ports of one stack, its own until they are released. */
export interface ChosenPorts {
  readonly ports: Ports;
  release(): void;
}

/**
 * Chooses a port for everything: the default one plus `offset`, or the next free one above it that is nobody's default.
 * Two stacks that choose at the same moment get different ones. Throws a Refusal when none of the range is free.
 */
export async function choosePorts(offset = 0): Promise<ChosenPorts> {
  const claims = openPortClaims();
  const reserved = new Set<number>(Object.values(defaultPorts).map((port) => port + offset));
  const ports = {} as Ports;
  try {
    for (const [name, port] of Object.entries(defaultPorts) as [PortName, number][]) {
      const wanted = port + offset;
      ports[name] = await nextFreePort(wanted, async (candidate) => (candidate === wanted || !reserved.has(candidate)) && claimFree(claims, candidate));
      reserved.add(ports[name]);
    }
  } catch (error) {
    claims.releaseAll();
    throw error;
  }
  return { ports, release: claims.releaseAll };
}

/** Claimed before it is tried: what is free after that stays so, as far as other stacks are concerned. */
async function claimFree(claims: PortClaims, port: number): Promise<boolean> {
  if (!claims.claim(port)) return false;
  if (await isFree(port)) return true;
  claims.release(port);
  return false;
}

/** Ports for a stack that nobody looks up by number, so that many can run beside each other. */
export async function chooseTestPorts(): Promise<ChosenPorts> {
  const ports = {} as Ports;
  for (const name of Object.keys(defaultPorts) as PortName[]) {
    ports[name] = await freePort();
  }
  return { ports, release: () => {} };
}

/** A free port that is this process's until it ends: none is handed out twice, here or to another process. */
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
export async function nextFreePort(wanted: number, isUsable: (port: number) => Promise<boolean> = isFree): Promise<number> {
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

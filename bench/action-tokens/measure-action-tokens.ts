import type { BenchEnvironment } from '../bench-environment.ts';
import { compare, measureWarm } from '../compare.ts';
import type { Compared } from '../compare.ts';
import { measureCosts } from '../cpu/costs.ts';
import type { Cost } from '../cpu/costs.ts';
import { createLightClient } from '../light-client.ts';
import { startFloorServer } from '../sign-in/floor-client.ts';
import { addOpenTokens, prepareTokenSite } from './tokens.ts';
import type { TokenSite } from './tokens.ts';

const lanes = 16;

export interface ActionTokenReport {
  creation: Compared;
  login: Compared;
  three: Compared;
  costs: Cost[];
  /** Rates with the open tokens, divided by those without. */
  besideOpen: { tokens: number; creation: number; login: number };
}

interface Options {
  seconds: number;
  rounds: number;
  /** How many open tokens there are for the last measurement. */
  openTokens: number;
  say: (text: string) => void;
}

/** Creating and using action tokens, sixteen at a time. */
export async function measureActionTokens(bench: BenchEnvironment, options: Options): Promise<ActionTokenReport> {
  const light = createLightClient(bench.endpoints.api, lanes);
  const { say } = options;
  try {
    const site = await prepareTokenSite(bench, light, lanes);
    say('creating action tokens');
    const creation = await compareAt(bench, { kind: 'requests', path: '/insert', product: site.create }, options);
    say('using action tokens with LOGIN');
    const login = await compareUse(bench, site, 'login', options);
    say('using action tokens with three actions');
    const three = await compareUse(bench, site, 'three', options);
    say('what one costs');
    const costs = await measureCosts(bench, await stockOperations(site, options.seconds), {
      lanes,
      seconds: options.seconds,
    });
    return { creation, login, three, costs, besideOpen: await measureBesideOpen(bench, site, options) };
  } finally {
    light.close();
  }
}

interface Pair {
  /** The server that is the floor, and what it is asked for. */
  kind: 'requests' | 'uses';
  path: string;
  product: (lane: number) => Promise<void>;
}

async function compareAt(
  { environment }: BenchEnvironment,
  { kind, path, product }: Pair,
  options: Options,
): Promise<Compared> {
  const server = await startFloorServer(kind, environment);
  const light = createLightClient(server.origin, lanes);
  const floor = async () => {
    const { status } = await light.call('POST', path, undefined, '');
    if (status !== 200) throw new Error(`floor: ${status}`);
  };
  try {
    return await compare({ lanes, ...options }, { floor, product });
  } finally {
    light.close();
    server.stop();
  }
}

/** More tokens than can be used in that time. */
const stockFor = (seconds: number, rounds: number, perSecond = 120) => Math.ceil(seconds * 1.2 * rounds * perSecond);

/** Tokens for the measurement of costs, which takes a second more for the statements. */
async function stockOperations(
  site: TokenSite,
  seconds: number,
): Promise<Record<string, (lane: number) => Promise<void>>> {
  const login = await site.stock('login', stockFor(seconds + 2, 1));
  const three = await site.stock('three', stockFor(seconds + 2, 1, 60));
  return { creation: site.create, 'use with LOGIN': login, 'use with three actions': three };
}

/** Local activities of a use: it takes the token, performs each action, and writes the end. */
const activities = { login: 3, three: 5 } as const;

async function compareUse(
  bench: BenchEnvironment,
  site: TokenSite,
  kind: 'login' | 'three',
  options: Options,
): Promise<Compared> {
  const product = await site.stock(kind, stockFor(options.seconds, options.rounds, kind === 'login' ? 120 : 60));
  return compareAt(bench, { kind: 'uses', path: `/use/${activities[kind]}`, product }, options);
}

async function measureBesideOpen(
  bench: BenchEnvironment,
  site: TokenSite,
  { seconds, openTokens, say }: Options,
): Promise<ActionTokenReport['besideOpen']> {
  const rates = async () => {
    const use = await site.stock('login', stockFor(seconds, 1));
    const creation = await measureWarm(lanes, seconds, site.create);
    return { creation: creation.perSecond, login: (await measureWarm(lanes, seconds, use)).perSecond };
  };
  const before = await rates();
  say(`${openTokens.toLocaleString('en')} open tokens`);
  await addOpenTokens(bench, openTokens);
  const after = await rates();
  return { tokens: openTokens, creation: after.creation / before.creation, login: after.login / before.login };
}

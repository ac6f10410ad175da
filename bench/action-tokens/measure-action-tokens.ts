import type { BenchEnvironment } from '../bench-environment.ts';
import { compare, measureWarm } from '../compare.ts';
import type { Compared } from '../compare.ts';
import type { Floor } from '../empty-workflow/floor.ts';
import { createLightClient } from '../light-client.ts';
import { startFloorServer } from '../sign-in/floor-client.ts';
import { addOpenTokens, prepareTokenSite } from './tokens.ts';
import type { TokenSite } from './tokens.ts';

const lanes = 16;

export interface ActionTokenReport {
  creation: Compared;
  login: Compared;
  three: Compared;
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
export async function measureActionTokens(
  bench: BenchEnvironment,
  floor: Floor,
  options: Options,
): Promise<ActionTokenReport> {
  const light = createLightClient(bench.endpoints.api, lanes);
  const { say } = options;
  try {
    const site = await prepareTokenSite(bench, light, lanes);
    say('creating action tokens');
    const creation = await compareCreation(bench, site, options);
    say('using action tokens with LOGIN');
    const login = await compareUse(floor, site, 'login', options);
    say('using action tokens with three actions');
    const three = await compareUse(floor, site, 'three', options);
    return { creation, login, three, besideOpen: await measureBesideOpen(bench, site, options) };
  } finally {
    light.close();
  }
}

async function compareCreation(
  { environment }: BenchEnvironment,
  site: TokenSite,
  options: Options,
): Promise<Compared> {
  const server = await startFloorServer('requests', environment);
  const light = createLightClient(server.origin, lanes);
  const floor = async () => {
    const { status } = await light.call('POST', '/insert', undefined, '');
    if (status !== 200) throw new Error(`floor: ${status}`);
  };
  try {
    return await compare({ lanes, ...options }, { floor, product: site.create });
  } finally {
    light.close();
    server.stop();
  }
}

/** More tokens than can be used in that time. */
const stockFor = (seconds: number, rounds: number) => Math.ceil(seconds * 1.2 * rounds * 120);

async function compareUse(floor: Floor, site: TokenSite, kind: 'login' | 'three', options: Options): Promise<Compared> {
  const use = await site.stock(kind, stockFor(options.seconds, options.rounds));
  return compare({ lanes, ...options }, { floor: () => floor.use(), product: use });
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

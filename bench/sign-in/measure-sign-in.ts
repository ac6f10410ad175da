import { basic } from '../../test/support/website.ts';
import { openStatementMeter } from '../approvals/planning.ts';
import type { Planning } from '../approvals/planning.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { createCpuMeter } from '../cpu/cpu-meter.ts';
import { compare, measureWarm } from '../compare.ts';
import type { Compared } from '../compare.ts';
import { createLightClient } from '../light-client.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { floorApis, floorClient, startFloorServer } from './floor-client.ts';
import type { TokenFormat } from './floor-client.ts';
import { askForToken, createOperations, lanes, mustBeOk, withoutAnswer } from './operations.ts';
import type { Operation, SignInOperations } from './operations.ts';

/** What one operation costs. */
export interface Cost {
  what: string;
  statements: Planning;
  /** Milliseconds of CPU, by process. */
  cpu: Record<string, number>;
}

export interface SignInReport {
  clientCredentials: Record<TokenFormat, Compared>;
  password: Compared;
  /** Requests of one sign-in by password; the floor sends as many. */
  requests: number;
  secondSite: Measurement;
  secondSiteAlone: Measurement;
  introspection: Measurement;
  userinfo: Measurement;
  costs: Cost[];
}

interface Options {
  seconds: number;
  rounds: number;
  say: (text: string) => void;
}

/** Tokens for clients, sign-ins by password, single sign-on and look-ups of tokens, sixteen at a time. */
export async function measureSignIn(bench: BenchEnvironment, options: Options): Promise<SignInReport> {
  const operations = await createOperations(bench, options.say);
  const { say, seconds } = options;
  try {
    const clientCredentials = {
      opaque: await compareClientCredentials(bench, operations, 'opaque', options),
      jwt: await compareClientCredentials(bench, operations, 'jwt', options),
    };
    const password = await comparePassword(bench, operations, options);
    say('a second site, by the session');
    const secondSite = await measureWarm(lanes, seconds, operations.secondSite);
    const secondSiteAlone = await measureWarm(1, seconds, operations.secondSite);
    say('introspection and userinfo');
    const introspection = await measureWarm(lanes, seconds, operations.introspection);
    const userinfo = await measureWarm(lanes, seconds, operations.userinfo);
    say('where the time goes');
    const costs = await measureCosts(bench, operations, seconds);
    const { requests } = operations;
    return { clientCredentials, password, requests, secondSite, secondSiteAlone, introspection, userinfo, costs };
  } finally {
    operations.close();
  }
}

async function compareClientCredentials(
  { environment }: BenchEnvironment,
  { clientCredentials }: SignInOperations,
  format: TokenFormat,
  options: Options,
): Promise<Compared> {
  options.say(`tokens for clients, ${format}`);
  const floor = await startFloorServer('provider', environment);
  const light = createLightClient(floor.origin, lanes);
  const ask = askForToken(light, '/token', basic(floorClient), floorApis[format]);
  try {
    return await compare({ lanes, ...options }, { floor: withoutAnswer(ask), product: clientCredentials[format] });
  } finally {
    light.close();
    floor.stop();
  }
}

async function comparePassword(
  { environment }: BenchEnvironment,
  { requests, password }: SignInOperations,
  options: Options,
): Promise<Compared> {
  options.say(`sign-ins by password, ${requests} requests each`);
  const floor = await startFloorServer('requests', environment);
  const light = createLightClient(floor.origin, lanes);
  const send = async () => {
    for (let sent = 0; sent < requests; sent += 1)
      mustBeOk('floor', await light.call('GET', sent === 1 ? '/password' : '/', undefined));
  };
  try {
    return await compare({ lanes, ...options }, { floor: send, product: password });
  } finally {
    light.close();
    floor.stop();
  }
}

/** CPU of both processes and the statements of each operation, which are steadier than rates. */
async function measureCosts(
  bench: BenchEnvironment,
  { clientCredentials, password, secondSite, introspection, userinfo }: SignInOperations,
  seconds: number,
): Promise<Cost[]> {
  const { 'API and worker': api = 0, PostgreSQL: postgres = 0 } = bench.processes;
  const cpu = createCpuMeter({ 'API and worker': api, PostgreSQL: postgres });
  const meter = await openStatementMeter(bench);
  const costOf = async ([what, operation]: [string, Operation]): Promise<Cost> => {
    const measured = await cpu.measure(() => measure(lanes, seconds, operation));
    return { what, statements: await meter.measure(() => measure(lanes, 1, operation)), cpu: measured.cpu ?? {} };
  };
  const costs: Cost[] = [];
  const all = { 'client credentials': clientCredentials.opaque, 'client credentials, JWT': clientCredentials.jwt };
  const people = { 'sign-in by password': password, 'second site': secondSite, introspection, userinfo };
  try {
    for (const operation of Object.entries({ ...all, ...people })) costs.push(await costOf(operation));
  } finally {
    await meter.close();
  }
  return costs;
}

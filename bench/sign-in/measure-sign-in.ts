import { Client } from 'pg';
import { basic } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { measureCosts } from '../cpu/costs.ts';
import type { Cost } from '../cpu/costs.ts';
import { compare, measureWarm } from '../compare.ts';
import type { Compared } from '../compare.ts';
import { createLightClient } from '../light-client.ts';
import type { Measurement } from '../measure.ts';
import { floorApis, floorClient, startFloorServer } from './floor-client.ts';
import type { TokenFormat } from './floor-client.ts';
import { askForToken, createOperations, lanes, mustBeOk, withoutAnswer } from './operations.ts';
import type { Operation, SignInOperations } from './operations.ts';

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
    await analyze(bench.superuserUrl);
    const password = await comparePassword(bench, operations, options);
    say('a second site, by the session');
    const secondSite = await measureWarm(lanes, seconds, operations.secondSite);
    const secondSiteAlone = await measureWarm(1, seconds, operations.secondSite);
    say('introspection and userinfo');
    const introspection = await measureWarm(lanes, seconds, operations.introspection);
    const userinfo = await measureWarm(lanes, seconds, operations.userinfo);
    say('where the time goes');
    const costs = await measureCosts(bench, namedOperations(operations), { lanes, seconds });
    const { requests } = operations;
    return { clientCredentials, password, requests, secondSite, secondSiteAlone, introspection, userinfo, costs };
  } finally {
    operations.close();
  }
}

/** As autovacuum does within a minute: plans that were made for empty tables are made anew. */
export async function analyze(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query('analyze');
  } finally {
    await client.end();
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

/** By their names in the report. */
function namedOperations(operations: SignInOperations): Record<string, Operation> {
  const { clientCredentials, password, secondSite, introspection, userinfo } = operations;
  const all = { 'client credentials': clientCredentials.opaque, 'client credentials, JWT': clientCredentials.jwt };
  return { ...all, 'sign-in by password': password, 'second site': secondSite, introspection, userinfo };
}

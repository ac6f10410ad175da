import { basic } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { createLightClient } from '../light-client.ts';
import type { LightAnswer, LightClient } from '../light-client.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { middle } from '../table.ts';
import { floorApi, floorClient, startFloorServer } from './floor-client.ts';
import { addPeople, addSites, createVisitor } from './parties.ts';
import type { Sites } from './parties.ts';

const lanes = 16;

/** Floor and product in turn; the round with the median rate of each. */
interface Compared {
  floor: Measurement;
  product: Measurement;
  /** Rate of the product divided by that of the floor, in each round. */
  ratios: number[];
}

export interface SignInReport {
  clientCredentials: Compared;
  password: Compared;
  /** Requests of one sign-in by password; the floor sends as many. */
  requests: number;
  secondSite: Measurement;
  secondSiteAlone: Measurement;
  introspection: Measurement;
  userinfo: Measurement;
}

interface Options {
  seconds: number;
  rounds: number;
  say: (text: string) => void;
}

/** Tokens for clients, sign-ins by password, single sign-on and look-ups of tokens, sixteen at a time. */
export async function measureSignIn(bench: BenchEnvironment, options: Options): Promise<SignInReport> {
  options.say('sites and people that sign in');
  const sites = await addSites(bench);
  const emails = await addPeople(bench, lanes);
  const light = createLightClient(bench.endpoints.api, lanes);
  try {
    const clientCredentials = await compareClientCredentials(bench, { light, sites }, options);
    return { clientCredentials, ...(await measurePeople(bench, { light, sites, emails }, options)) };
  } finally {
    light.close();
  }
}

async function compareClientCredentials(
  { environment }: BenchEnvironment,
  { light, sites }: { light: LightClient; sites: Sites },
  options: Options,
): Promise<Compared> {
  options.say('tokens for clients');
  const floor = await startFloorServer('provider', environment);
  const floorLight = createLightClient(floor.origin, lanes);
  const ask = (client: LightClient, authorization: string, resource: string) => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', resource }).toString();
    const path = client === light ? '/oauth/token' : '/token';
    return async () => mustBeOk('token', await client.call('POST', path, authorization, form));
  };
  try {
    return await compare(options, {
      floor: ask(floorLight, basic(floorClient), floorApi),
      product: ask(light, sites.service, sites.resource),
    });
  } finally {
    floorLight.close();
    floor.stop();
  }
}

async function measurePeople(
  bench: BenchEnvironment,
  { light, sites, emails }: { light: LightClient; sites: Sites; emails: string[] },
  options: Options,
): Promise<Omit<SignInReport, 'clientCredentials'>> {
  const { say, seconds } = options;
  const visitor = createVisitor(bench, light);
  const browsers = emails.map(visitor.createBrowser);
  const tokens = await Promise.all(
    browsers.map((browser, lane) => visitor.signIn(browser, sites.first, emails[lane] as string)),
  );
  const requests = visitor.requests() / lanes;
  say(`sign-ins by password, ${requests} requests each`);
  const password = await comparePassword(bench, { requests }, options, async (lane) => {
    await visitor.signIn(visitor.createBrowser(), sites.first, emails[lane] as string);
  });
  const returnTo = async (lane: number) => {
    await visitor.returnTo(browsers[lane] as (typeof browsers)[number], sites.second);
  };
  say('a second site, by the session');
  const secondSite = await measureWarm(lanes, seconds, returnTo);
  const secondSiteAlone = await measureWarm(1, seconds, returnTo);
  say('introspection and userinfo');
  const introspection = await measureWarm(lanes, seconds, introspect(light, sites, mustBeActive));
  const userinfo = await measureWarm(lanes, seconds, async (lane) =>
    mustBeOk('userinfo', await light.call('GET', '/oauth/userinfo', `Bearer ${tokens[lane] ?? ''}`)),
  );
  return { password, requests, secondSite, secondSiteAlone, introspection, userinfo };
}

async function comparePassword(
  { environment }: BenchEnvironment,
  { requests }: { requests: number },
  options: Options,
  product: (lane: number) => Promise<void>,
): Promise<Compared> {
  const floor = await startFloorServer('requests', environment);
  const light = createLightClient(floor.origin, lanes);
  const send = async () => {
    for (let sent = 0; sent < requests; sent += 1)
      mustBeOk('floor', await light.call('GET', sent === 1 ? '/password' : '/', undefined));
  };
  try {
    return await compare(options, { floor: send, product });
  } finally {
    light.close();
    floor.stop();
  }
}

/** A service asks about its own token. */
function introspect(light: LightClient, { service, resource }: Sites, check: (answer: LightAnswer) => void) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', resource }).toString();
  let token: Promise<string> | undefined;
  return async () => {
    token ??= light
      .call('POST', '/oauth/token', service, form)
      .then(({ body }) => (JSON.parse(body) as { access_token: string }).access_token);
    check(await light.call('POST', '/oauth/token/introspect', service, `token=${await token}`));
  };
}

function mustBeActive(answer: LightAnswer): void {
  mustBeOk('introspection', answer);
  if (!answer.body.includes('"active":true')) throw new Error(`introspection: ${answer.body}`);
}

function mustBeOk(what: string, { status, body }: LightAnswer): void {
  if (status !== 200) throw new Error(`${what}: ${status} ${body}`);
}

async function compare(
  { seconds, rounds }: Options,
  { floor, product }: Record<'floor' | 'product', (lane: number) => Promise<void>>,
): Promise<Compared> {
  const pairs: Record<'floor' | 'product', Measurement>[] = [];
  for (let round = 0; round < rounds; round += 1)
    pairs.push({
      floor: await measureWarm(lanes, seconds, floor),
      product: await measureWarm(lanes, seconds, product),
    });
  return {
    floor: middle(pairs.map((pair) => pair.floor)),
    product: middle(pairs.map((pair) => pair.product)),
    ratios: pairs.map((pair) => pair.product.perSecond / pair.floor.perSecond),
  };
}

/** Leaves out the first calls, in which the code is compiled. */
async function measureWarm(
  concurrency: number,
  seconds: number,
  call: (lane: number) => Promise<void>,
): Promise<Measurement> {
  await measure(concurrency, seconds / 5, call);
  return measure(concurrency, seconds, call);
}

import type { BenchEnvironment } from '../bench-environment.ts';
import { createLightClient } from '../light-client.ts';
import type { LightAnswer, LightClient } from '../light-client.ts';
import type { TokenFormat } from './floor-client.ts';
import { addPeople, addSites, createVisitor } from './parties.ts';

/** How many sign in at a time. */
export const lanes = 16;

/** One whole operation, of one of the people. */
export type Operation = (lane: number) => Promise<void>;

/** What is measured, and what ends it. */
export interface SignInOperations {
  clientCredentials: Record<TokenFormat, Operation>;
  password: Operation;
  secondSite: Operation;
  introspection: Operation;
  userinfo: Operation;
  /** Requests of one sign-in by password. */
  requests: number;
  close(): void;
}

/** Adds sites, an API and people, each of whom signs in once. */
export async function createOperations(
  bench: BenchEnvironment,
  say: (text: string) => void,
): Promise<SignInOperations> {
  say('sites and people that sign in');
  const sites = await addSites(bench);
  const emails = await addPeople(bench, lanes);
  const light = createLightClient(bench.endpoints.api, lanes);
  const visitor = createVisitor(bench, light);
  const browsers = emails.map(visitor.createBrowser);
  const emailOf = (lane: number) => emails[lane] as string;
  const tokens = await Promise.all(
    browsers.map((browser, lane) => visitor.signIn(browser, sites.first, emailOf(lane))),
  );
  const requests = visitor.requests() / lanes;
  const askToken = (format: TokenFormat) => askForToken(light, '/oauth/token', sites.service, sites.resources[format]);
  const { access_token: ofService } = JSON.parse(await askToken('opaque')()) as { access_token: string };
  return {
    clientCredentials: { opaque: withoutAnswer(askToken('opaque')), jwt: withoutAnswer(askToken('jwt')) },
    password: async (lane) => void (await visitor.signIn(visitor.createBrowser(), sites.first, emailOf(lane))),
    secondSite: async (lane) =>
      void (await visitor.returnTo(browsers[lane] as (typeof browsers)[number], sites.second)),
    introspection: async () => {
      const form = `token=${ofService}`;
      const body = mustBeOk('introspection', await light.call('POST', '/oauth/token/introspect', sites.service, form));
      if (!body.includes('"active":true')) throw new Error(`introspection: ${body}`);
    },
    userinfo: async (lane) =>
      void mustBeOk('userinfo', await light.call('GET', '/oauth/userinfo', `Bearer ${tokens[lane] ?? ''}`)),
    requests,
    close: () => light.close(),
  };
}

/** Asks for a token of a client for itself. @returns the body of the answer */
export function askForToken(light: LightClient, path: string, authorization: string, resource: string) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', resource }).toString();
  return async () => mustBeOk('token', await light.call('POST', path, authorization, form));
}

export function withoutAnswer(call: () => Promise<string>): Operation {
  return async () => void (await call());
}

/** @returns the body */
export function mustBeOk(what: string, { status, body }: LightAnswer): string {
  if (status !== 200) throw new Error(`${what}: ${status} ${body}`);
  return body;
}

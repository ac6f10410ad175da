import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { addProvider } from '../../test/authentication/sso/support/provider-sign-in.ts';
import { createConfigurationApi } from '../../test/configuration/support/configuration-api.ts';
import { uniqueEmail } from '../../test/persons/support/persons-api.ts';
import { basic } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import type { LightAnswer, LightClient } from '../light-client.ts';
import { measureCount } from '../measure.ts';

const json = 'application/json';
const login = { type: 'LOGIN' };

/** What a site does with tokens, at a server whose people begin active or inactive. */
export interface TokenSite {
  create(lane: number): Promise<void>;
  /** Tokens that are made before they are measured: with LOGIN alone, or with all three actions, each of a person of its own. */
  stock(kind: 'login' | 'three', count: number): Promise<() => Promise<void>>;
}

/** @param light with a connection for each lane. */
export async function prepareTokenSite(
  { endpoints }: BenchEnvironment,
  light: LightClient,
  lanes: number,
): Promise<TokenSite> {
  const site = basic(endpoints.clients.end_user);
  const configuration = createConfigurationApi(endpoints);
  const provider = await addProvider(endpoints, 'google');
  const post = async (path: string, body: object): Promise<LightAnswer> => {
    const answer = await light.call('POST', `/api${path}`, site, JSON.stringify(body), json);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return answer;
  };
  const person = async (): Promise<string> => {
    const { body } = await post('/persons', { email_addresses: [{ value: uniqueEmail() }] });
    return (JSON.parse(body) as { person_id: string }).person_id;
  };
  const tokenOf = async (personId: string, actions: readonly object[]): Promise<string> => {
    const { body } = await post(`/persons/${personId}/tokens`, { actions });
    return (JSON.parse(body) as { token: string }).token;
  };
  const people = await Promise.all(Array.from({ length: lanes }, person));
  await configuration.patch('/general-settings', { person_activation_enabled: true });
  const three = () => [
    { type: 'PERSON_ACTIVATION', parameters: { activation_method: 'EMAIL' } },
    { type: 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', parameters: { idp_id: provider, external_id: randomUUID() } },
    login,
  ];
  return {
    create: async (lane) => void (await tokenOf(people[lane] as string, [login])),
    async stock(kind, count) {
      const tokens: string[] = [];
      const { failures } = await measureCount(lanes, count, async (lane) => {
        tokens.push(
          await (kind === 'login' ? tokenOf(people[lane] as string, [login]) : tokenOf(await person(), three())),
        );
      });
      // A busy machine refuses some.
      if (failures > count / 4) throw new Error(`${failures} tokens could not be made`);
      return async () => {
        const token = tokens.pop();
        if (token === undefined) throw new Error('all tokens are used');
        await post('/credentials/token', { token });
      };
    },
  };
}

/** Writes open tokens that stay unused, as rows alone. */
export async function addOpenTokens({ environment }: BenchEnvironment, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] });
  await client.connect();
  try {
    await client.query(
      `insert into action_token (id, token_hash, person_id, types, content, level, journal, created_at, expires_at)
       select gen_random_uuid(), sha256(convert_to($1 || n, 'UTF8')), p.id, '{LOGIN}', '\\x00', 1, '{}', now(), now() + interval '30 days'
       from generate_series(1, $2::int) n, lateral (select id from person offset n % (select count(*) from person) limit 1) p`,
      [randomBytes(8).toString('hex'), count],
    );
    await client.query('analyze action_token');
  } finally {
    await client.end();
  }
}

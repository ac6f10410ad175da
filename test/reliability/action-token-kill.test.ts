import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activation, coupling, createToken, login, personOn, processToken } from '../action-tokens/support/tokens.ts';
import { addProvider } from '../authentication/sso/support/provider-sign-in.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { query } from '../support/query.ts';
import type { Answer } from '../support/website.ts';
import { startKillableStack, victims } from './fifty/killer.ts';
import type { KillableStack, Victim } from './fifty/killer.ts';

const steps = ['take', 'PERSON_ACTIVATION', 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', 'LOGIN', 'end'] as const;
type Step = (typeof steps)[number];

/** A token that is being used, and held in the middle of one step. */
interface Use {
  step: Step;
  personId: string;
  token: string;
  /** `Idempotency-Key` of the site. */
  key: string;
}

let stack: KillableStack;
let provider: string;
let database: string;

/** Makes the transaction of a step wait for a lock that the test has, for the tokens that are listed. */
const holdSteps = `
  create table held_use (person_id varchar(255) primary key, step text not null);
  grant select on held_use to public;
  create function hold_use() returns trigger language plpgsql as $$
    declare step text;
    begin
      select h.step into step from held_use h where h.person_id = new.person_id;
      if (step = 'take' and old.status = 'open' and new.status = 'running')
        or (step = 'end' and old.status = 'running' and new.status in ('succeeded', 'failed'))
        or (new.journal ? step and not old.journal ? step)
      then perform pg_advisory_xact_lock_shared(7302);
      end if;
      return new;
    end $$;
  create trigger hold_use before update on action_token for each row execute function hold_use()`;
const waiting = `select from pg_locks l join pg_database d on d.oid = l.database
  where d.datname = current_database() and locktype = 'advisory' and objid = 7302 and not granted`;

beforeAll(async () => {
  // The statements that are held must not end by themselves, however slow the machine is.
  stack = await startKillableStack({ COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT: '60' });
  database = stack.environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] as string;
  const settings = await createConfigurationApi(stack.endpoints).patch('/general-settings', {
    person_activation_enabled: true,
  });
  expect(settings.status).toBe(204);
  provider = await addProvider(stack.endpoints, 'google');
  await query(database, holdSteps);
}, 300_000);
afterAll(() => stack.stop());

async function prepare(step: Step): Promise<Use> {
  const personId = await personOn(stack.endpoints);
  const actions = [activation, coupling(provider, randomUUID()), login];
  const { token } = await createToken(personId, actions, stack.endpoints);
  await query(database, 'insert into held_use values ($1, $2)', [personId, step]);
  return { step, personId, token: token as string, key: randomUUID() };
}

const send = ({ token, key }: Use) => processToken({ token }, stack.endpoints, key);

/** Repeats the request of a site until it is answered. */
function untilAnswered(use: Use): Promise<Answer> {
  return eventually(async () => {
    const answer = await send(use).catch(() => undefined);
    return answer === undefined || answer.status >= 500 ? undefined : answer;
  }, 180_000);
}

/** What a use left behind: whether the person is active, has the account, and may sign in by it. */
async function leftBy({ personId }: Use): Promise<object | undefined> {
  const sql = `select t.status,
      (select p.status from person p where p.id = t.person_id) as person,
      (select count(*)::int from sign_in_method m where m.person_id = t.person_id and m.type = 'identity') as identities,
      t.journal -> 'LOGIN' is not null and t.journal -> 'LOGIN' -> 'isUndone' is null as signs_in
    from action_token t where t.person_id = $1 and t.client_id is not null order by t.created_at limit 1`;
  const [row] = await query<{ status: string }>(database, sql, [personId]);
  return row?.status === 'succeeded' || row?.status === 'failed' ? row : undefined;
}

const whole = { status: 'succeeded', person: 'active', identities: 1, signs_in: true };
const undone = { status: 'failed', person: 'inactive', identities: 0, signs_in: false };

/** Uses a token for each step, and kills a part while every one of them is in the middle of its step. */
async function killAtEachStep(victim: Victim): Promise<Use[]> {
  const uses: Use[] = [];
  for (const step of steps) uses.push(await prepare(step));
  const holder = new pg.Client({ connectionString: database });
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('select pg_advisory_lock(7302)');
  const sent = uses.map((use) => send(use).catch(() => undefined));
  await eventually(async () => {
    const { length } = await query(database, waiting);
    return length === steps.length ? true : undefined;
  }, 120_000);
  await stack.kill(victim);
  await holder.end().catch(() => undefined);
  await stack.bringBack(victim);
  await Promise.all(sent);
  return uses;
}

describe.each(victims)('kill -9 of %s in the middle of the use of an action token', (victim) => {
  let uses: Use[];
  let answers: Answer[];
  beforeAll(async () => {
    uses = await killAtEachStep(victim);
    answers = await Promise.all(uses.map(untilAnswered));
  }, 600_000);

  it.each(steps.map((step, index) => ({ step, index })))(
    '$step: the token is used whole or undone whole, and its site is told which',
    async ({ index }) => {
      const left = await eventually(() => leftBy(uses[index] as Use), 180_000);
      const { status, body } = answers[index] as Answer;
      expect([whole, undone]).toContainEqual(left);
      // Undone, or done too long ago to say so again.
      const codes = 'status' in left && left.status === 'succeeded' ? [200] : [409, 401];
      expect(codes).toContain(status);
      if (status === 200)
        expect(body.results.map((result: { execution_status: string }) => result.execution_status)).toEqual(
          Array.from({ length: 3 }, () => 'SUCCESS'),
        );
    },
    240_000,
  );
});

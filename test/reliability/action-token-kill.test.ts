import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
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
  /** Id of the token: the person has another one, which was mailed when they were created. */
  tokenId: string;
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
  const sql = 'select id from action_token where person_id = $1 and cardinality(types) = $2';
  const [row] = await query<{ id: string }>(database, sql, [personId, actions.length]);
  await query(database, 'insert into held_use values ($1, $2)', [personId, step]);
  return { step, personId, tokenId: row!.id, token: token as string, key: randomUUID() };
}

/** Asks as a site does, which gives up after a minute. @returns undefined: no answer. */
async function send({ token, key }: Use): Promise<Answer | undefined> {
  const answered = processToken({ token }, stack.endpoints, key).catch(() => undefined);
  return Promise.race([answered, sleep(60_000, undefined, { ref: false })]);
}

/** Repeats the request of a site until it is answered, always within the minute in which the answer is repeated. */
function untilAnswered(use: Use): Promise<Answer> {
  return eventually(async () => {
    await query(database, 'update action_token set ended_at = now() where id = $1 and ended_at is not null', [
      use.tokenId,
    ]);
    const answer = await send(use);
    return answer === undefined || answer.status >= 500 ? undefined : answer;
  }, 180_000);
}

/** What a use left behind: whether the person is active, has the account, and may sign in by it. */
async function leftBy({ tokenId }: Use): Promise<object | undefined> {
  const sql = `select t.status,
      (select p.status from person p where p.id = t.person_id) as person,
      (select count(*)::int from sign_in_method m where m.person_id = t.person_id and m.type = 'identity') as identities,
      t.journal -> 'LOGIN' is not null and t.journal -> 'LOGIN' -> 'isUndone' is null as signs_in
    from action_token t where t.id = $1`;
  const [row] = await query<{ status: string }>(database, sql, [tokenId]);
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
  for (const use of uses) void send(use);
  await eventually(async () => {
    const { length } = await query(database, waiting);
    return length < steps.length ? undefined : true;
  }, 120_000);
  await stack.kill(victim);
  // Lets the steps go on. Not awaited: the server at the other end may be the victim.
  void holder.end().catch(() => undefined);
  await stack.bringBack(victim);
  return uses;
}

describe.each(victims)('kill -9 of %s in the middle of the use of an action token', (victim) => {
  let uses: Use[];
  beforeAll(async () => {
    uses = await killAtEachStep(victim);
  }, 600_000);

  it.each(steps.map((step, index) => ({ step, index })))(
    '$step: the token is used whole or undone whole, and its site is told which',
    { timeout: 400_000 },
    async ({ index }) => {
      const use = uses[index] as Use;
      const { status, body } = await untilAnswered(use);
      const left = await eventually(() => leftBy(use), 180_000);
      expect([whole, undone]).toContainEqual(left);
      // 401: it was not even taken.
      expect('status' in left && left.status === 'succeeded' ? [200] : [409, 401]).toContain(status);
      if (status === 200)
        expect(body.results.map((result: { execution_status: string }) => result.execution_status)).toEqual(
          Array.from({ length: 3 }, () => 'SUCCESS'),
        );
    },
  );
});

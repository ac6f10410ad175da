import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import { inCheckout } from '../../dev/parts/checkout.ts';
import { removeDataFolder } from '../../dev/parts/data-folder.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { createInstance } from '../../dev/parts/instance.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { startStack } from '../../dev/stack.ts';
import type { RunningStack } from '../../dev/stack.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import type { RawAnswer } from '../app/support/raw-phone.ts';
import { behave, noncesSentTo, sendsTo, statusesOf } from '../push-enrollment/support/push-token.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';

type Victim = 'worker' | 'API' | 'PostgreSQL';

const dataFolder = inCheckout(`.data/test-${process.pid}`);
const timeoutMs = 120_000;
let stack: RunningStack;
let instance: Instance;
let server: ApplicationProcess;
let worker: ApplicationProcess;
let where: Endpoints;
let databaseUrl: string;

beforeAll(async () => {
  stack = await startStack({ dataFolder, portOffset: 'free', onlyInfrastructure: true });
  instance = await createInstance(stack.infrastructure, { database: 'killed' });
  databaseUrl = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  server = await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false' });
  await instance.seed();
  worker = await instance.startWorker();
  where = { ...stack.endpoints, api: server.url };
}, 180_000);

afterAll(async () => {
  await instance.stop();
  await stack.stop();
  removeDataFolder(dataFolder);
});

/** A phone with a push enrolment, and a new token that it enrols next. */
interface Enrolling {
  phone: RawPhone;
  token: string;
  earlier: string;
}

async function createEnrolling(): Promise<Enrolling> {
  const phone = await RawPhone.connect(where);
  await phone.enrollKeys();
  const earlier = await enrollPush(phone, where.sandbox, await obtainPushToken(where.sandbox, 'android'));
  return { phone, earlier, token: await obtainPushToken(where.sandbox, 'android') };
}

/** Kills a process with SIGKILL; a new one uses the same address. */
async function kill(victim: Victim): Promise<void> {
  if (victim === 'PostgreSQL') return stack.services.postgres.kill('SIGKILL');
  const process = victim === 'API' ? server : worker;
  process.kill('SIGKILL');
  await process.child.ended;
}

async function bringBack(victim: Victim): Promise<void> {
  if (victim === 'PostgreSQL') await stack.services.postgres.start();
  if (victim === 'worker') worker = await instance.startWorker();
  if (victim === 'API') server = await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false' });
}

/** Repeats the same message until the server answers, as a phone does. */
function persist({ phone }: Enrolling, path: string, body: object): Promise<RawAnswer> {
  const messageId = randomUUID();
  const call = async () => {
    const answer = await phone.post(path, body, { messageId }).catch(() => undefined);
    return answer && answer.status < 500 ? answer : undefined;
  };
  return eventually(call, timeoutMs);
}

const start = async (enrolling: Enrolling) =>
  (await persist(enrolling, '/push-enrollment', { push_token: enrolling.token })).body.enrollment_id as string;

const confirm = (enrolling: Enrolling, id: string, nonce: string) =>
  persist(enrolling, `/push-enrollment/${id}/confirmation`, { nonce });

function nonceOf({ token }: Enrolling, id: string): Promise<string> {
  return eventually(async () => (await noncesSentTo(where.sandbox, token, id))[0], timeoutMs);
}

/** Expects the new enrolment to have replaced the earlier one, with one event each. */
async function expectEnrolled({ phone, earlier }: Enrolling, id: string): Promise<void> {
  expect(await statusesOf(phone.profileId, databaseUrl)).toEqual({ [earlier]: 'dropped', [id]: 'enrolled' });
  expect(await eventsAbout(id, databaseUrl)).toEqual(['PUSH ENROLLMENT SUCCESS']);
  expect(await eventsAbout(earlier, databaseUrl)).toEqual([
    'PUSH ENROLLMENT SUCCESS',
    'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: replaced',
  ]);
}

/** Locks the row of an enrolment, so that the process that decides it has to wait. */
async function hold(id: string): Promise<{ untilWaitedFor(): Promise<void>; release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  await client.query('select from push_enrollment where id = $1 for update', [id]);
  const blocked = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return {
    untilWaitedFor: async () =>
      void (await eventually(async () => ((await client.query(blocked)).rowCount ? true : undefined))),
    release: () => client.end().catch(() => undefined),
  };
}

/** Three phones that are at different stages of their enrolment when the process is killed. */
describe.each<Victim>(['worker', 'API', 'PostgreSQL'])('kill -9 of %s', (victim) => {
  let sent: { enrolling: Enrolling; starting: Promise<string> };
  let waited: { enrolling: Enrolling; id: string; nonce: string };
  let decided: { enrolling: Enrolling; id: string; confirming: Promise<RawAnswer> };

  beforeAll(async () => {
    const [first, second, third] = (await Promise.all([createEnrolling(), createEnrolling(), createEnrolling()])) as [
      Enrolling,
      Enrolling,
      Enrolling,
    ];
    const [waitedId, decidedId] = (await Promise.all([start(second), start(third)])) as [string, string];
    waited = { enrolling: second, id: waitedId, nonce: await nonceOf(second, waitedId) };
    const decidedNonce = await nonceOf(third, decidedId);
    const held = await hold(decidedId);
    decided = { enrolling: third, id: decidedId, confirming: confirm(third, decidedId, decidedNonce) };
    await held.untilWaitedFor();
    await behave(where.sandbox, 'fcm', { mode: 'slow', times: 1, token: first.token });
    sent = { enrolling: first, starting: start(first) };
    await eventually(async () => ((await sendsTo(where.sandbox, first.token)) > 0 ? true : undefined));
    await held.untilWaitedFor();
    await kill(victim);
    await held.release();
    await bringBack(victim);
  }, 300_000);

  it('during the dispatch of the nonce: the nonce arrives and enrols the token', { timeout: 300_000 }, async () => {
    const { enrolling, starting } = sent;
    const id = await starting;
    const confirmed = await confirm(enrolling, id, await nonceOf(enrolling, id));
    expect(confirmed.body).toEqual({ enrollment_id: id, status: 'enrolled' });
    await expectEnrolled(enrolling, id);
  });

  it(
    'while the nonce is awaited: the nonce enrols the token, and the earlier token stays enrolled until then',
    { timeout: 300_000 },
    async () => {
      const { enrolling, id, nonce } = waited;
      const { phone, earlier } = enrolling;
      expect(await statusesOf(phone.profileId, databaseUrl)).toEqual({ [earlier]: 'enrolled', [id]: 'pending' });
      const wrong = await confirm(enrolling, id, 'wrong');
      expect(wrong.body).toMatchObject({ code: 'invalid_nonce', attempts_left: 4 });
      expect((await confirm(enrolling, id, nonce)).status).toBe(200);
      expect(await statusesOf(phone.profileId, databaseUrl)).toEqual({ [earlier]: 'dropped', [id]: 'enrolled' });
    },
  );

  it(
    'during the decision: the token is enrolled once, and the phone gets the answer',
    { timeout: 300_000 },
    async () => {
      const { enrolling, id, confirming } = decided;
      expect((await confirming).body).toEqual({ enrollment_id: id, status: 'enrolled' });
      await expectEnrolled(enrolling, id);
    },
  );
});

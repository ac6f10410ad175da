import { basic } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { createLightClient } from '../light-client.ts';
import type { LightAnswer } from '../light-client.ts';
import { seededAccessToken, seededUser } from '../seed-data/people.ts';

export interface Lookups {
  introspection: Measurement;
  deviceList: Measurement;
  /** By what is asked. */
  eventPages: Record<string, Measurement>;
}

const events = '/oauth/api/v1/events';
/** Page 1 with filters that match everything, some, few and nothing. */
const eventQuestions: Record<string, (round: number) => string> = {
  'no filter': () => '',
  'a user': (round) => `user_id=${seededUser(round).toUpperCase()}`,
  'a busy user': () => `user_id=${seededUser(0)}`,
  'an unknown user': (round) => `user_id=unknown-${round}`,
  'an API client': () => 'client_id=demo-shop',
  'an unknown client': (round) => `client_id=unknown-${round}`,
  'a frequent type': () => 'event_type=MOBILE_AUTH_AUTHENTICATED',
  'a type that never was': () => 'event_type=TRANSACTION_SIGNING_FAILED&event_type=REFRESH_TOKEN_REUSED',
  'all but the frequent': () =>
    ['PUSH_AUTH_INIT_SUCCESS', 'MOBILE_AUTH_AUTHENTICATED', 'TRANSACTION_SIGNING_SUCCEEDED']
      .map((type) => `exclude_event_type=${type}`)
      .join('&'),
  'an API client, a rare type': () => 'client_id=demo-shop&event_type=SMS_AUTH_VALIDATION_FAILURE',
  'a request': (round) => `transaction_id=nothing-${round}`,
  'a week of long ago': () => `start_date=${Date.now() - 70 * 86_400_000}&end_date=${Date.now() - 63 * 86_400_000}`,
};

/** Reads of what a hundred thousand users and millions of events left. */
export async function measureLookups(
  { endpoints: { api, clients } }: BenchEnvironment,
  seeded: number,
  concurrency: number,
  seconds: number,
): Promise<Lookups> {
  let round = 0;
  // Numbers that jump, so that no two calls after each other find the same pages in memory.
  const nextUser = () => ((round += 1) * 7919) % seeded;
  const client = createLightClient(api, concurrency);
  const [admin, users] = [basic(clients.administration), basic(clients.end_user)];
  const must = (what: string, { status, body }: LightAnswer, sign: string) => {
    if (status !== 200 || !body.includes(sign)) throw new Error(`${what}: ${status} ${body}`);
  };
  const introspect = async () =>
    must(
      'introspection',
      await client.call('POST', '/oauth/api/v2/token/introspect', admin, `token=${seededAccessToken(nextUser())}`),
      '"active":true',
    );
  const listDevices = async () =>
    must(
      'devices',
      await client.call('GET', `/oauth/api/v4/users/${seededUser(nextUser())}/devices`, users),
      '"devices"',
    );
  const askEvents = (question: (round: number) => string) => async () =>
    must('events', await client.call('GET', `${events}?${question(nextUser())}`, admin), '"pagination"');
  const introspection = await measureWarm(concurrency, seconds, introspect);
  const deviceList = await measureWarm(concurrency, seconds, listDevices);
  const eventPages: Record<string, Measurement> = {};
  for (const [what, question] of Object.entries(eventQuestions))
    eventPages[what] = await measureWarm(1, Math.max(1, seconds / 4), askEvents(question));
  client.close();
  return { introspection, deviceList, eventPages };
}

/** Leaves out the first calls, in which the code is compiled and pages of the database are read. */
async function measureWarm(concurrency: number, seconds: number, call: () => Promise<void>): Promise<Measurement> {
  await measure(concurrency, seconds / 10, call);
  return measure(concurrency, seconds, call);
}

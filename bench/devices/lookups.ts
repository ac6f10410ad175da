import { basic, callForm } from '../../test/support/website.ts';
import type { Form } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
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
  'an unknown user': (round) => `user_id=nobody-${round}`,
  'an API client': () => 'client_id=demo-shop',
  'an unknown client': (round) => `client_id=nobody-${round}`,
  'a frequent type': () => 'event_type=MOBILE_AUTH_AUTHENTICATED',
  'a type that never was': () => 'event_type=TRANSACTION_SIGNING_FAILED&event_type=REFRESH_TOKEN_REUSED',
  'all but the frequent': () => ['PUSH_AUTH_INIT_SUCCESS', 'MOBILE_AUTH_AUTHENTICATED', 'TRANSACTION_SIGNING_SUCCEEDED'].map((type) => `exclude_event_type=${type}`).join('&'),
  'an API client, a rare type': () => 'client_id=demo-shop&event_type=SMS_AUTH_VALIDATION_FAILURE',
  'a request': (round) => `transaction_id=nothing-${round}`,
  'a week of long ago': () => `start_date=${Date.now() - 70 * 86_400_000}&end_date=${Date.now() - 63 * 86_400_000}`,
};

/** Reads of what a hundred thousand users and millions of events left. */
export async function measureLookups({ endpoints: { api, clients } }: BenchEnvironment, users: number, concurrency: number, seconds: number): Promise<Lookups> {
  let round = 0;
  // Numbers that jump, so that no two calls after each other find the same pages in memory.
  const nextUser = () => (((round += 1) * 7919) % users);
  const call = (client: { id: string; secret: string }, method: string, path: string, form?: Form) => callForm(method, `${api}${path}`, form, { authorization: basic(client) });
  const introspect = async () => {
    const { body } = await call(clients.administration, 'POST', '/oauth/api/v2/token/introspect', { token: seededAccessToken(nextUser()) });
    if (body?.active !== true) throw new Error(`not introspected: ${JSON.stringify(body)}`);
  };
  const listDevices = async () => {
    const { status, body } = await call(clients.end_user, 'GET', `/oauth/api/v4/users/${seededUser(nextUser())}/devices`);
    if (status !== 200) throw new Error(`no devices: ${status} ${JSON.stringify(body)}`);
  };
  const askEvents = (question: (round: number) => string) => async () => {
    const { status, body } = await call(clients.administration, 'GET', `${events}?${question(nextUser())}`);
    if (status !== 200) throw new Error(`no events: ${status} ${JSON.stringify(body)}`);
  };
  const introspection = await measure(concurrency, seconds, introspect);
  const deviceList = await measure(concurrency, seconds, listDevices);
  const eventPages: Record<string, Measurement> = {};
  for (const [what, question] of Object.entries(eventQuestions)) eventPages[what] = await measure(1, Math.max(1, seconds / 4), askEvents(question));
  return { introspection, deviceList, eventPages };
}

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSigningInClient, startFlow } from '../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword } from '../authentication/support/people.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { createCaller } from '../self-service/support/self-service-api.ts';
import type { Caller } from '../self-service/support/self-service-api.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import type { Answer } from '../support/website.ts';
import { distinguishability, leastDifference } from './support/compare-times.ts';

type Case = () => Promise<Pick<Answer, 'status' | 'body'>>;

/** With 100 rounds, two equal cases differ by 0.2 from 0.5 less than once in a million comparisons. */
const rounds = 100;
/** Passwords take longer, and have a budget. */
const passwordRounds = 60;
const tolerance = 0.2;

let deps: Deps;
let clientId: string;
let caller: Caller;
let token: string;
/** What is not the caller's. */
let foreign: { method: string; flow: string };
let own: FlowBrowser;

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient();
  caller = await createCaller();
  token = await caller.token();
  const other = await createCaller();
  const added = await other.call('POST', '/methods', { json: { type: 'authenticator_app', name: 'Other' } });
  own = (await startFlow(clientId)).browser;
  foreign = { method: added.body.id, flow: (await startFlow(clientId)).sessionId };
});
afterAll(() => deps.close());

const selfService = (method: string, path: string, json?: unknown) => () =>
  caller.call(method, path, { as: token, ...(json === undefined ? {} : { json }) });
const unknownFlow = () => `auth_session_${randomUUID().replaceAll('-', '').slice(0, 22)}`;
const tryPassword = (browser: FlowBrowser, sessionId: string, identifier: string) =>
  browser.post('/authenticate', {
    session_id: sessionId,
    auth_method: 'password',
    credentials: { identifier, password: 'not the right password' },
  });

const pairs: [string, Case, Case][] = [
  [
    "an unknown flow and another browser's, looked at",
    () => own.get(`/status?session_id=${unknownFlow()}`),
    () => own.get(`/status?session_id=${foreign.flow}`),
  ],
  [
    "an unknown flow and another browser's, signed in to",
    () => tryPassword(own, unknownFlow(), 'a@example.com'),
    () => tryPassword(own, foreign.flow, 'a@example.com'),
  ],
  [
    "an unknown sign-in method and another person's, renamed",
    () => selfService('PATCH', `/methods/${randomUUID()}`, { name: 'Mine' })(),
    () => selfService('PATCH', `/methods/${foreign.method}`, { name: 'Mine' })(),
  ],
  [
    "an unknown sign-in method and another person's, verified",
    () => selfService('POST', `/methods/${randomUUID()}/verify`, { code: '123456' })(),
    () => selfService('POST', `/methods/${foreign.method}/verify`, { code: '123456' })(),
  ],
  [
    "an unknown sign-in method and another person's, removed",
    () => selfService('DELETE', `/methods/${randomUUID()}`)(),
    () => selfService('DELETE', `/methods/${foreign.method}`)(),
  ],
];

const withoutRequestId = ({ status, body }: Awaited<ReturnType<Case>>) => [
  status,
  JSON.stringify(body).replace(/"request_id":"[^"]*"/, ''),
];

describe.each(pairs)('%s', (_, first, second) => {
  it('get the same answer in the same time', async () => {
    const one = await first();
    expect(one.status).toBe(404);
    expect(withoutRequestId(await second())).toEqual(withoutRequestId(one));
    expect(await leastDifference(() => distinguishability(first, second, rounds), tolerance)).toBeLessThan(tolerance);
  });
});

describe('a wrong password of an unknown person and of a known one', () => {
  /** So many tries in one flow, and of one person: fewer than their budgets. */
  const triesOfOne = 4;

  /** Tries in new flows, so that none of them is refused for another reason. */
  async function prepareTries(identifierOf: () => Promise<string>): Promise<Case> {
    const flows = await Promise.all(
      Array.from({ length: passwordRounds / triesOfOne + 1 }, async () => ({
        ...(await startFlow(clientId)),
        identifier: await identifierOf(),
      })),
    );
    let tried = 0;
    return () => {
      const { browser, sessionId, identifier } = flows[Math.floor(tried / triesOfOne)] as (typeof flows)[number];
      tried += 1;
      return tryPassword(browser, sessionId, identifier);
    };
  }
  const known = async () => (await addPersonWithPassword(deps)).email;
  const unknown = async () => uniqueEmail();

  it('get the same answer in the same time', async () => {
    const [ofUnknown, ofKnown] = [await prepareTries(unknown), await prepareTries(known)];
    const one = await ofUnknown();
    expect(one).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(withoutRequestId(await ofKnown())).toEqual(withoutRequestId(one));
    const measure = async () =>
      distinguishability(await prepareTries(unknown), await prepareTries(known), passwordRounds);
    expect(await leastDifference(measure, tolerance)).toBeLessThan(tolerance);
  });
});

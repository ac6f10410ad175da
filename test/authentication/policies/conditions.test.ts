import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDeps } from '../../../src/commands/authentication/flow/flow-deps.ts';
import { openFlow } from '../../../src/commands/authentication/flow/open-flow.ts';
import { findRequirement } from '../../../src/commands/authentication/policies/applied-policy.ts';
import { listSessions } from '../../../src/commands/authentication/sessions/list-sessions.ts';
import type { GeolocationService } from '../../../src/entities/configuration/geolocation-service.ts';
import { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import { query } from '../../users/support/rest.ts';
import { addArtifact } from '../../users/support/web-user.ts';
import { addSigningInClient, clientRequest, createBrowser, redirectUri } from '../support/flow-api.ts';
import type { FlowBrowser } from '../support/flow-api.ts';
import { addPersonWithPassword, rightPassword, lockingOut } from '../support/people.ts';
import type { TestPerson } from '../support/people.ts';

const { endpoints, infrastructure } = useStack();
const path = '/authentication-policies';
let admin: SignedIn;
let deps: Deps;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  admin = await signIn(endpoints.api, endpoints.operators.admin);
});
afterAll(() => deps.close());

/** A client with a policy of these conditions. */
async function addClientWith(conditions: object[]): Promise<{ clientId: string; policyId: string }> {
  const clientId = await addSigningInClient({ first_party: true, scopes: ['openid'] });
  const body = { name: 'Test', kind: 'client', subject_id: clientId, conditions, ...lockingOut };
  const { status, body: added } = await admin.call('POST', path, { body });
  expect(status, JSON.stringify(added)).toBe(201);
  expect(added.conditions).toMatchObject(conditions);
  // This process hears of the policy a moment later.
  deps.policies.forget();
  return { clientId, policyId: added.id as string };
}

/** The sign-in of a browser as far as its password. */
async function provePassword(browser: FlowBrowser, clientId: string, { email }: TestPerson) {
  const { body } = await browser.post('/start', clientRequest(clientId));
  const credentials = { identifier: email, password: rightPassword };
  const step = { session_id: body.session_id, auth_method: 'password', credentials };
  return { started: body, proven: (await browser.post('/authenticate', step)).body };
}

describe('a condition about new devices', () => {
  it('asks for more in a browser that is new to the person, and in that of another', async () => {
    const [{ clientId }, plain] = [
      await addClientWith([{ new_device: true, effect: 'step_up', level: 2 }]),
      await addSigningInClient(),
    ];
    const [person, other] = [await addPersonWithPassword(deps), await addPersonWithPassword(deps)];
    const browser = createBrowser();
    const first = await provePassword(browser, clientId, person);
    expect([first.started.required.level, first.proven.status, first.proven.required.level]).toEqual([1, 'pending', 2]);
    const known = await provePassword(browser, plain, person);
    expect((await browser.post('/complete', { session_id: known.proven.session_id })).status).toBe(200);
    expect((await provePassword(browser, clientId, person)).proven.status).toBe('authenticated');
    expect((await provePassword(browser, clientId, other)).proven.status).toBe('pending');
    expect((await provePassword(createBrowser(), clientId, person)).proven.status).toBe('pending');
  });

  it('denies all browsers but the known ones once it is known whose they are', async () => {
    const { clientId } = await addClientWith([{ new_device: false, effect: 'allow' }, { effect: 'deny' }]);
    const { started, proven } = await provePassword(createBrowser(), clientId, await addPersonWithPassword(deps));
    expect([started.status, proven.status, proven.user]).toEqual(['pending', 'failed', null]);
  });

  it('holds for a session too, at another client', async () => {
    const [person, { clientId }] = [
      await addPersonWithPassword(deps),
      await addClientWith([{ new_device: true, effect: 'deny' }]),
    ];
    const browser = createBrowser();
    const first = { clientId: await addSigningInClient({ first_party: true, scopes: ['openid'] }) };
    const { proven } = await provePassword(browser, first.clientId, person);
    const completed = await browser.post('/complete', { session_id: proven.session_id });
    let location: string = completed.body.redirect_to;
    for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1) location = await browser.visit(location);
    const start = async () => (await browser.post('/start', clientRequest(clientId))).body.status as string;
    expect(await start()).toBe('authenticated');
    browser.cookie = browser.cookie!.replace(/cs_device=[^;]*/, 'cs_device=stolen');
    expect(await start()).toBe('failed');
  });
});

describe('a condition that names countries', () => {
  /** The process with the geolocation service of the sandbox, which places these addresses in Germany. */
  const located = (): Omit<Deps, 'configuration'> & Pick<FlowDeps, 'configuration'> => {
    const service = {
      ...{ provider: 'HTTP', url: `${infrastructure.sandbox.httpsUrl}/geolocation/{ip}` },
      ...{ headers: JSON.stringify({ Authorization: 'Bearer sandbox' }), databaseFile: null },
      ...{ countryCodePointer: '/country_code', regionPointer: '/region', cityPointer: '/city' },
    } as unknown as GeolocationService;
    const current = async () => ({ ...(await deps.configuration.current()), geolocationService: service });
    return { ...deps, configuration: { current } };
  };
  const german = () => `2001:db8:${randomInt(1, 0xffff).toString(16)}:${randomInt(1, 0xffff).toString(16)}::7`;
  const from = (clientIp: string) => ({ requestId: randomUUID(), clientIp });

  it.each([
    ['DE', false, 'failed'],
    ['NL', false, 'pending'],
    ['DE', true, 'pending'],
    ['NL', true, 'failed'],
  ])('denies %s (inverted: %s) from Germany: %s', async (country, inverted, status) => {
    const { clientId } = await addClientWith([{ countries: [country], inverted, effect: 'deny' }]);
    const client = await deps.em().findOneOrFail(OauthClient, { id: clientId });
    const asked = { client, interactionId: null, request: {}, languages: '' };
    expect((await openFlow(located(), { ...asked, origin: from(german()) })).flow.status).toBe(status);
    const attempt = { clientId, userId: randomUUID(), device: undefined, trusted: undefined, origin: from(german()) };
    expect((await findRequirement(located(), attempt)).isDenied).toBe(status === 'failed');
  });

  it('is where a session is shown to its person to be', async () => {
    const { id } = await addPersonWithPassword(deps);
    await addArtifact('Session', { userId: id, uid: randomUUID(), payload: { ipAddress: german() } });
    expect(await listSessions(located(), id)).toMatchObject([{ place: { countryCode: 'DE' } }]);
    expect(await listSessions(deps, id)).toMatchObject([{ place: null }]);
  });

  it('is of no country where none can be found, and there is an event when the service fails', async () => {
    const { clientId } = await addClientWith([{ countries: ['DE'], inverted: true, effect: 'deny' }]);
    const attempt = { clientId, userId: randomUUID(), device: undefined, trusted: undefined };
    expect((await findRequirement(deps, { ...attempt, origin: from(german()) })).isDenied).toBe(true);
    const { current } = located().configuration;
    const broken = async () => {
      const snapshot = await current();
      const geolocationService = { ...snapshot.geolocationService!, url: 'https://127.0.0.1:1/{ip}' };
      return { ...snapshot, geolocationService };
    };
    const origin = from(german());
    const { isDenied } = await findRequirement({ ...deps, configuration: { current: broken } }, { ...attempt, origin });
    const events = await query('select name from event where request_id = $1', [origin.requestId]);
    expect([isDenied, events]).toEqual([true, [{ name: 'GEOLOCATION CHECK FAILURE SERVICE UNAVAILABLE' }]]);
  });
});

describe('POST /admin/v1/authentication-policies/{policy_id}/simulate', () => {
  it('takes the country and the device that it is told', async () => {
    const conditions = [
      { countries: ['KP'], effect: 'deny' },
      { new_device: true, effect: 'step_up', level: 3 },
    ];
    const { policyId } = await addClientWith(conditions);
    const simulate = async (context: object) =>
      (await admin.call('POST', `${path}/${policyId}/simulate`, { body: { context } })).body;
    expect(await simulate({ country: 'KP', new_device: true })).toMatchObject({ rule: 0, effect: 'deny' });
    expect(await simulate({ country: 'NL', new_device: true })).toMatchObject({ rule: 1, level: 3 });
    expect(await simulate({})).toMatchObject({ rule: null, effect: 'allow', level: 1 });
    const wrong = await admin.call('POST', `${path}/${policyId}/simulate`, { body: { context: { country: 'nl' } } });
    expect([wrong.status, wrong.body.parameter]).toEqual([400, 'context.country']);
  });
});

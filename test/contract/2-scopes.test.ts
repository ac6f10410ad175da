import { createCountersignApp, memoryStorage } from '../../app-sdk/index.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { rest } from '../users/support/rest.ts';
import { addApplication, install, introspect } from './support/token-endpoint.ts';
import type { Installation } from './support/token-endpoint.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const scopes = ['read', 'write', 'application-details'];
let application: string;
let app: Installation;

beforeAll(async () => {
  application = await addApplication({ scopes });
  app = await install(application);
});

describe('line 2: the scope of an app token', () => {
  it('is the requested one in the answer, in introspection and in the list of tokens', async () => {
    const { status, body } = await app.connect({ scope: 'read application-details' });
    expect([status, body.scope]).toEqual([200, 'read application-details']);
    for (const version of ['v1', 'v2'] as const)
      expect((await introspect(body.access_token, version)).scope).toBe('read application-details');
    const { tokens } = (await rest('GET', `/v1/users/${app.userId}/tokens`)).body;
    expect(tokens[0].scopes).toEqual(['read', 'application-details']);
  });

  it.each<Record<string, string>>([{}, { scope: '' }])(
    'contains all scopes of the application when the app requests none: %j',
    async (more) => {
      const { body } = await app.connect(more);
      expect([body.scope, (await introspect(body.access_token)).scope]).toEqual([scopes.join(' '), scopes.join(' ')]);
    },
  );

  it('is refused when the application does not grant it, and the code stays valid', async () => {
    const code = await createWebsite(endpoints).enrollmentCode(app.userId);
    const refused = await app.connect({ enrollment_code: code, scope: 'read admin' });
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_scope', scope: 'admin' } });
    expect((await app.connect({ enrollment_code: code, scope: 'read' })).status).toBe(200);
  });

  it('can be narrowed for one access token by a refresh, but not widened', async () => {
    const first = await app.connect({ scope: 'read write' });
    const narrow = await app.refresh(first.body.refresh_token, { scope: 'read' });
    expect([narrow.status, narrow.body.scope]).toEqual([200, 'read']);
    expect((await introspect(narrow.body.access_token)).scope).toBe('read');
    const wide = await app.refresh(narrow.body.refresh_token, { scope: 'read application-details' });
    expect([wide.status, wide.body.error]).toEqual([400, 'invalid_scope']);
    const whole = await app.refresh(narrow.body.refresh_token);
    expect((await introspect(whole.body.access_token)).scope).toBe('read write');
  });

  it('is the one that an app requests with the SDK', async () => {
    const sdk = createCountersignApp({ origin: endpoints.api, storage: memoryStorage() });
    await sdk.register({ application, platform: 'android', version: '1.0.0', device: { name: 'sdk' } });
    const code = await createWebsite(endpoints).enrollmentCode(`sdk-${app.userId}`);
    const { userId } = await sdk.connect(code, { scope: ['write'] });
    expect((await rest('GET', `/v1/users/${userId}/tokens`)).body.tokens[0].scopes).toEqual(['write']);
  });

  it('loses a scope that the application does not grant any more', async () => {
    const identifier = await addApplication({ scopes: ['read', 'write'] });
    const { body } = await (await install(identifier)).connect();
    expect((await introspect(body.access_token)).scope).toBe('read write');
    await api.patch(`/applications/${identifier}`, { scopes: ['read'] });
    await eventually(async () => ((await introspect(body.access_token)).scope === 'read' ? true : undefined));
  });
});

describe('line 2: the scopes of an application', () => {
  it('are app by default', async () => {
    const identifier = await addApplication({});
    expect((await api.get(`/applications/${identifier}`)).body.scopes).toEqual(['app']);
    const { body } = await (await install(identifier)).connect();
    expect((await introspect(body.access_token)).scope).toBe('app');
  });

  it('are stored without duplicates and returned', async () => {
    const identifier = await addApplication({ scopes: ['read', 'read'] });
    expect((await api.get(`/applications/${identifier}`)).body.scopes).toEqual(['read']);
    expect((await api.patch(`/applications/${identifier}`, { scopes: [] })).status).toBe(204);
    expect((await api.get(`/applications/${identifier}`)).body.scopes).toEqual([]);
  });

  it.each([
    ['a space', ['read write'], undefined],
    ['a quote', ['read"'], undefined],
    ['an empty name', [''], undefined],
    ['a name of the authorization server', ['openid'], 'reserved'],
    ['text instead of a list', 'read', undefined],
  ])('are refused with %s', async (_, wrong, reason) => {
    const answer = await api.patch(`/applications/${application}`, { scopes: wrong });
    expect([answer.status, answer.body.details[0].parameter]).toEqual([400, expect.stringMatching(/^scopes/)]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
  });
});

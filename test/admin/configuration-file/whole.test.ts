import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bounds } from '../../../src/domain/rate-limits/limits.ts';
import { addOperator } from '../../operators/support/operators.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { callAdmin, signIn } from '../support/admin-api.ts';
import type { SignedIn } from '../support/admin-api.ts';
import { eventsOf } from '../support/stored-events.ts';
import { secretTexts, wholeFile, withSecrets } from './support/whole-file.ts';

let server: OwnServer;
let admin: SignedIn;
beforeAll(async () => {
  server = await startOwnServer();
  admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
});
afterAll(() => server?.stop());

const path = '/configuration';
type File = Record<string, unknown>;
const get = () => admin.call('GET', path);
const read = async (): Promise<File> => (await get()).body;
const put = async (body: unknown, query = '', tag?: string) =>
  admin.call('PUT', `${path}${query}`, { body, headers: { 'if-match': tag ?? (await get()).headers.get('etag')! } });

/** The API clients by which tests call, whose secrets the file withholds. */
const isOfTests = ({ client_id: id }: { client_id: string }) => id.startsWith('demo-');

/** The file with nothing in it that can go. */
const emptied = (file: File): File => ({
  ...Object.fromEntries(
    Object.entries(file)
      .filter(([name]) => !['format', 'features', 'general_settings'].includes(name))
      .map(([name, value]) => [name, Array.isArray(value) ? [] : null]),
  ),
  api_clients: (file['api_clients'] as { client_id: string }[]).filter(isOfTests),
});

describe('GET and PUT /admin/v1/configuration', () => {
  it('sets an empty installation up like the one that was exported, and withholds every secret', async () => {
    // The demonstration has secrets that the test does not know.
    await put(emptied(await read()), '?remove_others=true');
    const first = await put(wholeFile);
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    const file = await read();
    expect(file).toMatchObject({ format: 1, smtp_server: { password: { $secret: true } } });
    for (const secret of secretTexts) expect(JSON.stringify(file)).not.toContain(secret);
    expect((await put(file)).body.changes).toEqual([]);

    const gone = await put(emptied(file), '?remove_others=true');
    expect(gone.status, JSON.stringify(gone.body)).toBe(200);
    expect(await read()).toMatchObject(emptied(file));
    const missing = await put(file);
    expect(missing.body.refusals.map((refusal: { path: string }) => refusal.path)).toEqual(
      expect.arrayContaining(['smtp_server.password', 'sms_gateway.http_headers']),
    );
    expect(await read()).toMatchObject(emptied(file));

    const again = await put(withSecrets(file));
    expect(again.status, JSON.stringify(again.body)).toBe(200);
    expect(await read()).toEqual(file);
    // What only confirms a change is no part of it.
    const [policy] = wholeFile.authentication_policies;
    const renamed = await put({ authentication_policies: [{ ...policy, name: 'Renamed', confirm: 1 }] });
    expect(renamed.body.changes).toMatchObject([{ fields: ['name'], after: { name: 'Renamed' } }]);
  });

  it('tells every place that is wrong, each with its refusal, and changes nothing', async () => {
    const before = await read();
    const answer = await put({
      ...wholeFile,
      general_settings: { push_budget: -1 },
      mobile_authentication_types: [{ name: 'bad', method: 'PIGEON', request_expires_in: 60 }],
      callback_endpoints: [{ url: 'ftp://site.example/' }],
      applications: [{ identifier: 'fine', name: 'Fine' }],
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'configuration_refused']);
    expect(answer.body.refusals).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'general_settings.push_budget', code: 'invalid_request' }),
        expect.objectContaining({ path: 'mobile_authentication_types[0].method' }),
        expect.objectContaining({
          path: 'callback_endpoints[0].url',
          details: [expect.objectContaining({ code: 'invalid_url' })],
        }),
      ]),
    );
    expect(await read()).toEqual(before);
  });

  it('has one winner of two imports at once, and refuses one that was reviewed before another change', async () => {
    const tag = (await get()).headers.get('etag')!;
    const of = (name: string) => ({ applications: [{ identifier: 'raced', name }] });
    const answers = await Promise.all([put(of('One'), '', tag), put(of('Two'), '', tag)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect(answers.find(({ status }) => status === 412)?.body.code).toBe('changed_meanwhile');
    const winner = answers.find(({ status }) => status === 200)!;
    expect((await get()).headers.get('etag')).toBe(winner.headers.get('etag'));
    expect((await eventsOf(server.endpoints.postgres_url, winner)).map(({ name }) => name)).toEqual([
      'CONFIGURATION APPLICATION CREATED',
    ]);
    const reviewed = await put(of('Three'), '?dry_run=true');
    expect(reviewed.body).toMatchObject({ dry_run: true, changes: [{ id: 'raced', fields: ['name'] }] });
    await admin.call('POST', '/clients', {
      body: {
        client_id: 'between',
        name: 'Between',
        type: 'spa',
        grant_types: ['authorization_code'],
        redirect_uris: ['https://a.example/'],
      },
    });
    expect((await put(of('Three'), '', reviewed.headers.get('etag')!)).status).toBe(412);
    expect((await put(of('Three'))).status).toBe(200);
  });

  it('shows and changes what the roles of the operator allow, kind by kind', async () => {
    const { endpoints, deps } = server;
    const settings = await addOperator(deps, ['SettingContributor'], endpoints);
    const shown = await settings.call('GET', path);
    expect(Object.keys(shown.body)).toEqual(expect.arrayContaining(['features', 'sms_gateway', 'applications']));
    for (const hidden of ['clients', 'claims', 'identity_providers', 'authentication_policies', 'api_clients'])
      expect(shown.body).not.toHaveProperty(hidden);
    const sent = (body: object) => settings.call('PUT', path, { body });
    expect((await sent({ features: { geolocation_enabled: false } })).status).toBe(200);
    expect((await sent({ sms_gateway: shown.body.sms_gateway })).body.changes).toEqual([]);
    const gateway = {
      gateway: 'http',
      http_url: 'https://evil.example/',
      http_signing_secret: `whsec_${'A'.repeat(43)}=`,
    };
    const mail = { key: 'email.sign_in.html', locale: 'en', template: 'x' };
    for (const [body, access] of [
      [{ sms_gateway: gateway }, 'message-channels.manage'],
      [{ message_templates: [mail] }, 'message-channels.manage'],
      [{ clients: [] }, 'clients.read'],
      [{ api_clients: [] }, 'api-clients.manage'],
    ] as const)
      expect(await sent(body)).toMatchObject({ status: 403, body: { code: 'role_not_allowed', access } });
    const observer = await addOperator(deps, ['SettingObserver'], endpoints);
    const refused = await observer.call('PUT', path, { body: { features: { geolocation_enabled: true } } });
    expect(refused).toMatchObject({ status: 403, body: { access: 'settings.manage' } });
    const helpdesk = await signIn(endpoints.api, endpoints.operators.helpdesk);
    for (const method of ['GET', 'PUT'])
      expect(await helpdesk.call(method, path, method === 'PUT' ? { body: {} } : {})).toMatchObject({
        status: 403,
        body: { access: 'settings.read' },
      });
    expect((await callAdmin(endpoints.api, 'PUT', path, { body: {} })).status).toBe(401);
  });

  it('takes no file of an attacker: too long, with prototypes, of unknown kinds, or with an identity of the row', async () => {
    const longest = bounds['configuration-file'].most;
    const text = (length: number) => JSON.stringify({ applications: [{ identifier: 'x', name: 'x'.repeat(length) }] });
    expect((await put(text(longest))).status).toBe(413);
    expect((await put(text(10_000_000))).status).toBe(413);
    // Longer than bodies elsewhere, and read: its name is refused at its place.
    expect((await put(text(100_000))).body.refusals).toMatchObject([{ path: 'applications[0].name' }]);
    // The body of a caller who is not signed in is not read.
    expect((await callAdmin(server.endpoints.api, 'PUT', path, { body: text(longest) })).status).toBe(401);

    const polluted = '{"applications":[{"identifier":"proto","name":"P","__proto__":{"max_pin_attempts":0}}]}';
    expect((await put(polluted, '?dry_run=true')).body.changes).toMatchObject([{ after: { max_pin_attempts: 3 } }]);
    expect(({} as File)['max_pin_attempts']).toBeUndefined();
    for (const [name, value] of [
      ['constructor', {}],
      ['id', '00000000-0000-4000-8000-000000000000'],
      ['server_private_key', 'x'],
      ['tenant', 'other'],
    ] as const) {
      const answer = await put({ applications: [{ identifier: 'extra', name: 'X', [name]: value }] });
      expect(answer.body.refusals).toMatchObject([{ path: `applications[0].${name}`, code: 'invalid_request' }]);
    }
    for (const body of [
      { signing_keys: [] },
      { role_assignments: [] },
      { format: 2 },
      { applications: {} },
      { features: [] },
    ])
      expect([(await put(body)).status, JSON.stringify(body)]).toEqual([400, JSON.stringify(body)]);
    // A policy of one user is of a person of this installation.
    const policy = {
      name: 'Mine',
      kind: 'client',
      subject_id: 'countersign-portal',
      minimum_level: 4,
      factors: 2,
      methods: ['certificate'],
    };
    expect((await put({ authentication_policies: [policy] })).body.refusals).toMatchObject([
      { code: 'would_lock_out' },
    ]);
  });
});

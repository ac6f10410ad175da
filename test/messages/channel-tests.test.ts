import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInOperator } from '../../dev/operators/sign-in-operator.ts';
import type { HubRole } from '../../src/domain/persons/roles/hub-roles.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { connectReachablePhone } from '../app/support/reachable-phone.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { mailsTo } from './support/mails-to.ts';
import { addOperator, giveRoles } from '../operators/support/operators.ts';
import type { TestOperator } from '../operators/support/operators.ts';
import { createReceiver } from '../support/connections/callback-receiver.ts';
import { createTestDeps } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';
import { textMessagesTo } from '../support/text-messages.ts';
import { basic } from '../support/website.ts';

const { endpoints, environment } = useStack();
const { api, sandbox, postgres_url: database } = endpoints;
let deps: Deps;
let admin: TestOperator;
/** Sets everything but where messages go. */
let setter: TestOperator;

beforeAll(async () => {
  deps = await createTestDeps(environment);
  const add = (role: HubRole) => addOperator(deps, [role], endpoints);
  [admin, setter] = await Promise.all([add('Administrator'), add('SettingContributor')]);
});
afterAll(() => deps.close());

const configure = async (method: string, path: string, authorization: string, body?: object) => {
  const response = await fetch(`${api}/oauth/api/v1/configuration${path}`, {
    method,
    headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
};
const as = ({ token }: TestOperator) => `Bearer ${token}`;
const testBy = (operator: TestOperator, path: string) => configure('POST', `${path}/tests`, as(operator));

describe('POST .../smtp-server/tests and .../sms-gateway/tests', () => {
  it('send to the verified address and number of the operator alone, and say what the provider said', async () => {
    const mail = await testBy(admin, '/smtp-server');
    expect(mail).toMatchObject({ status: 200, body: { status: 'sent', destination: admin.email, code: null } });
    expect((await mailsTo(admin.email)).map(({ subject }) => subject)).toContain('Test of Countersign');
    const text = await testBy(admin, '/sms-gateway');
    expect(text).toMatchObject({ status: 200, body: { status: 'sent', provider_message_id: expect.any(String) } });
    const bodies = (await textMessagesTo(endpoints, text.body.destination)).map(({ body }) => body);
    expect(bodies).toEqual([expect.stringContaining('A test of Countersign')]);
    const events = await query<{ name: string; detail: string }>(
      database,
      'select name, detail from event where request_id = $1',
      [mail.headers.get('x-request-id')],
    );
    expect(events).toEqual([{ name: 'CONFIGURATION CHANNEL TESTED', detail: 'email' }]);
  });

  it('need the right to say where messages go, and a person', async () => {
    for (const path of ['/smtp-server', '/sms-gateway']) {
      expect((await testBy(setter, path)).body).toMatchObject({ code: 'forbidden', access: 'message-channels.manage' });
      expect((await configure('POST', `${path}/tests`, basic(endpoints.clients.administration))).body).toMatchObject({
        code: 'forbidden',
        message: 'Only an operator can do that.',
      });
    }
  });

  it('send nothing to an operator without a verified number', async () => {
    await query(database, 'update person_phone set verified_at = null where person_id = $1', [admin.id]);
    const { status, body } = await testBy(admin, '/sms-gateway');
    expect([status, body.details]).toEqual([409, [{ code: 'no_own_contact' }]]);
  });

  it('take no destination from the caller', async () => {
    const { body } = await configure('POST', '/smtp-server/tests?to=eve@evil.example', as(admin), {
      to: 'eve@evil.example',
      destination: 'eve@evil.example',
    });
    expect(body.destination ?? admin.email).toBe(admin.email);
    expect(await mailsTo('eve@evil.example')).toEqual([]);
  });
});

describe('POST .../callback-endpoints/{id}/tests', () => {
  const receiver = createReceiver(sandbox);
  let id = '';
  beforeAll(async () => {
    const body = {
      url: receiver.url,
      username: 'site',
      password: 'of the site',
      signing_secret: `whsec_${'QUJD'.repeat(8)}`,
    };
    const { headers } = await configure('POST', '/callback-endpoints', as(setter), body);
    id = headers.get('location')?.split('/').at(-1) ?? '';
  });

  it('posts a signed test with the credentials of the endpoint', async () => {
    const { body } = await testBy(setter, `/callback-endpoints/${id}`);
    expect(body).toMatchObject({ status: 'sent', destination: receiver.url, detail: 'HTTP 204' });
    const [received] = await receiver.received();
    expect(received).toMatchObject({
      body: '{"test":true}',
      headers: {
        authorization: expect.stringMatching(/^Basic /),
        'webhook-signature': expect.stringMatching(/^v1,/),
      },
    });
  });

  it('says what the site said, and never what it wrote', async () => {
    await receiver.behave({ status: 500, times: 1 });
    const { body } = await testBy(setter, `/callback-endpoints/${id}`);
    expect(body).toMatchObject({ status: 'refused', code: 'callback_failed', detail: expect.stringContaining('500') });
    expect((await testBy(setter, `/callback-endpoints/${randomUUID()}`)).status).toBe(404);
  });

  it('floods no site', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => testBy(setter, `/callback-endpoints/${id}`)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]?.body.code).toBe('slow_down');
    expect((await receiver.received()).length).toBeLessThanOrEqual(10);
  });
});

describe('POST .../push-messaging-configurations/{id}/tests', () => {
  it('pushes to the phone of the operator, and to no other', async () => {
    const { body } = await configure('GET', '/push-messaging-configurations', as(setter));
    const configurations = body.result as { id: string; platform: string }[];
    const id = configurations.find(({ platform }) => platform === 'android')?.id;
    const test = (token: string) => configure('POST', `/push-messaging-configurations/${id}/tests`, `Bearer ${token}`);
    expect((await test(setter.token)).body.details).toEqual([{ code: 'no_own_contact' }]);
    // A phone is connected before there is a role: a site connects none of an operator.
    const { id: personId, email } = await addPersonWithPassword(deps);
    await connectReachablePhone(endpoints, { userId: personId });
    await giveRoles(deps, personId, ['SettingContributor']);
    const token = await signInOperator(api, { username: email, password: rightPassword });
    expect((await test(token)).body).toMatchObject({ status: 'sent', provider_message_id: expect.any(String) });
    expect((await testBy(setter, `/push-messaging-configurations/${randomUUID()}`)).status).toBe(404);
  });
});

describe('POST .../message-templates/{key}/{locale}/tests', () => {
  const path = (key: string, locale = 'nl') => `/message-templates/${key}/${locale}`;

  it('sends the whole mail of a text to the operator, as it is saved and with samples', async () => {
    const { status, body, headers } = await testBy(admin, path('mail.sign_in_code.subject'));
    expect([status, body.status, body.destination]).toEqual([200, 'sent', admin.email]);
    const mail = (await mailsTo(admin.email)).find(({ subject }) => subject?.includes('123456 is je code'));
    expect(mail?.html).toContain('<!doctype html>');
    const events = await query<{ detail: string; subject_id: string }>(
      database,
      'select detail, subject_id from event where request_id = $1',
      [headers.get('x-request-id')],
    );
    expect(events).toEqual([{ detail: 'email', subject_id: 'mail.sign_in_code.subject' }]);
  });

  it('sends nothing of the question on a phone, nothing for others than operators, and no text message without a number', async () => {
    expect((await testBy(admin, path('mobileAuthentication.confirmation.template'))).status).toBe(404);
    expect((await testBy(admin, path('mail.unknown.html'))).status).toBe(404);
    expect((await testBy(admin, path('sms.sign_in_code'))).body.details).toEqual([{ code: 'no_own_contact' }]);
    expect((await testBy(setter, path('mail.layout'))).body).toMatchObject({ access: 'message-channels.manage' });
    const byClient = await configure('POST', `${path('mail.layout')}/tests`, basic(endpoints.clients.administration));
    expect(byClient.body.message).toBe('Only an operator can do that.');
  });
});

describe('POST .../message-templates/{key}/preview', () => {
  const preview = async (key: string, body: object) =>
    (await configure('POST', `/message-templates/${key}/preview`, as(admin), body)).body;

  it('is of a mail as HTML the whole mail, and of what is around it a mail in that', async () => {
    const mail = await preview('mail.sign_in_code.html', { template: '<p>{{ code }}</p>', locale: 'nl' });
    expect(mail).toMatchObject({ text: '<p>123456</p>', language: 'html' });
    expect(mail.html).toMatch(/<html lang="nl">[^]*<p>123456<\/p>/);
    const frame = await preview('mail.layout', { template: '<main>{{ content }}</main>' });
    expect(frame.html).toMatch(/^<main><h1[^]*<\/main>$/);
    expect((await preview('mail.sign_in_code.text', { template: '{{ code }}' })).html).toBeNull();
  });
});

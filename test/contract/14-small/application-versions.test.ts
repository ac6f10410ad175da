import { randomUUID } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { makeCertificate } from '../../configuration/support/credentials.ts';
import { useStack } from '../../support/stack.ts';
import { basic } from '../../support/website.ts';
import { query } from '../../users/support/rest.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const application = `published-${randomUUID()}`;
const versions = `/applications/${application}/platforms/ios/versions`;

beforeAll(async () => {
  const made = await api.post('/applications', {
    identifier: application,
    name: 'Published',
    redirect_url: 'shop://login',
    resource_gateway_base_urls: ['https://gateway.example', 'https://other.example/api', 'https://third.example/api/'],
    certificates: [{ name: 'gateway.pem', pem: await makeCertificate() }],
  });
  expect(made.status).toBe(201);
});

/** Adds a version. @returns its path. */
async function add(fields: object = {}): Promise<string> {
  const version_name = randomUUID();
  const made = await api.post(versions, { version_name, ...fields });
  expect(made.status).toBe(201);
  return `${versions}/${version_name}/`;
}

const storedSignatures = async (path: string) => {
  const [row] = await query<{ signatures: string[] }>(
    'select application_signatures as signatures from application_version where version_name = $1',
    [path.split('/').at(-2)],
  );
  return row?.signatures;
};

describe('line 14: a version', () => {
  it('does not return its signatures, also in the list and of a clone', async () => {
    const path = await add({ application_signatures: ['abcd', 'defg'] });
    const clone = await api.post(`${path}clone`, { version_name: randomUUID() });
    const cloned = new URL(clone.headers.get('location') as string).pathname.split('/configuration')[1] as string;
    const read = [(await api.get(path)).body, (await api.get(cloned)).body, ...(await api.list(versions))];
    for (const version of read) {
      expect(version).not.toHaveProperty('application_signatures');
      expect(version).not.toHaveProperty('application_signature');
    }
    for (const one of [path, cloned]) expect(await storedSignatures(one)).toEqual(['abcd', 'defg']);
  });

  it('refuses an empty list of signatures and keeps the stored ones', async () => {
    const path = await add({ application_signatures: ['abcd'] });
    for (const nothing of [{ application_signatures: [] }, { application_signature: '' }]) {
      const answer = await api.patch(path, nothing);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    }
    expect(await storedSignatures(path)).toEqual(['abcd']);
    expect((await api.patch(path, { application_signatures: ['defg'] })).status).toBe(204);
    expect(await storedSignatures(path)).toEqual(['defg']);
    expect((await api.patch(path, { application_signature: 'abcd' })).status).toBe(204);
    expect(await storedSignatures(path)).toEqual(['abcd']);
  });

  it('has the integrity check FULL by default', async () => {
    expect((await api.get(await add())).body.integrity_check).toBe('FULL');
    expect((await api.get(await add({ integrity_check: 'NONE' }))).body.integrity_check).toBe('NONE');
  });

  it("has the application's identifier as mobile_app_id, which cannot be changed", async () => {
    const path = await add();
    expect((await api.get(path)).body).toMatchObject({ mobile_app_id: application, platform: 'ios' });
    expect((await api.patch(path, { mobile_app_id: application, platform: 'ios' })).status).toBe(204);
    const refused = await api.patch(path, { mobile_app_id: 'other' });
    expect([refused.status, refused.body.details[0].code]).toEqual([400, 'read_only']);
  });

  it('exports gateways that end with a slash', async () => {
    const response = await fetch(`${endpoints.api}/oauth/api/v1/configuration${await add()}export`, {
      headers: { authorization: basic(endpoints.clients.administration) },
    });
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const config = JSON.parse(strFromU8(files['config.json'] as Uint8Array)) as { resource_gateway_uri: string[] };
    expect(config.resource_gateway_uri).toEqual([
      'https://gateway.example/',
      'https://other.example/api/',
      'https://third.example/api/',
    ]);
  });
});

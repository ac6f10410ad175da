import { X509Certificate, randomUUID } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { readKey } from 'openpgp';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { basic } from '../support/website.ts';
import { makeCertificate } from './support/credentials.ts';
import { createConfigurationApi } from './support/configuration-api.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const [gateway, other] = [await makeCertificate(), await makeCertificate('other.example')];
const complete = {
  redirect_url: 'shop://login',
  resource_gateway_base_urls: ['https://gateway.example', 'https://other.example/api'],
  certificates: [
    { name: 'gateway.pem', pem: gateway },
    { name: 'other.pem', pem: other },
  ],
  max_pin_attempts: 4,
};

async function create(fields: object): Promise<{ identifier: string; path: string }> {
  const identifier = `shop-${randomUUID()}`;
  expect((await api.post('/applications', { identifier, name: 'Shop', ...fields })).status).toBe(201);
  expect(
    (await api.post(`/applications/${identifier}/platforms/ios/versions`, { version_name: '2.1 (7)' })).status,
  ).toBe(201);
  return {
    identifier,
    path: `/applications/${identifier}/platforms/ios/versions/${encodeURIComponent('2.1 (7)')}/export`,
  };
}

async function download(path: string) {
  const response = await fetch(`${endpoints.api}/oauth/api/v1/configuration${path}`, {
    headers: { authorization: basic(endpoints.clients.administration) },
  });
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
}

describe('GET .../versions/{name}/export', () => {
  it("returns the zip that an app builder's configurator reads", async () => {
    const { identifier, path } = await create(complete);
    const { status, headers, bytes } = await download(path);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/zip;charset=UTF-8']);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${identifier}-ios-2.1__7_.zip"`);
    expect(headers.get('cache-control')).toContain('no-store');
    const files = unzipSync(bytes);
    expect(Object.keys(files).toSorted()).toEqual([
      'certificates/gateway.pem',
      'certificates/other.pem',
      'config.json',
    ]);
    expect(JSON.parse(strFromU8(files['config.json'] as Uint8Array))).toEqual({
      max_pin_failures: 4,
      token_server_uri: endpoints.api,
      application_identifier: identifier,
      application_platform: 'ios',
      application_version: '2.1 (7)',
      redirect_url: 'shop://login',
      server_type: 'access',
      server_version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      resource_gateway_uri: complete.resource_gateway_base_urls.map((url) => `${url}/`),
      server_public_key: { encoded: expect.stringMatching(/^[0-9A-F]{64}$/), algorithm: 'Ed25519' },
    });
    const certificate = strFromU8(files['certificates/other.pem'] as Uint8Array);
    expect(certificate.startsWith('-----BEGIN CERTIFICATE-----')).toBe(true);
    expect(new X509Certificate(certificate).subject).toBe('CN=other.example');
  });

  it('contains the public key that the server signs with', async () => {
    const { identifier, path } = await create(complete);
    const read = async () =>
      JSON.parse(strFromU8(unzipSync((await download(path)).bytes)['config.json'] as Uint8Array)).server_public_key
        .encoded as string;
    const client = new pg.Client({ connectionString: environment['COUNTERSIGN_DATABASE_URL'] as string });
    await client.connect();
    const stored = async () => {
      const { rows } = await client.query<{ key: string }>(
        'select server_public_key as key from application where identifier = $1',
        [identifier],
      );
      const { publicParams } = (await readKey({ armoredKey: rows[0]?.key as string })).keyPacket as {
        publicParams: { A: Uint8Array };
      };
      return Buffer.from(publicParams.A).toString('hex').toUpperCase();
    };
    const first = await read();
    expect(first).toBe(await stored());
    await api.post(`/applications/${identifier}/server-key/rotate`, {});
    expect(await read()).toBe(await stored());
    expect(await read()).not.toBe(first);
    await client.end();
  });

  it('returns the same bytes for the same content', async () => {
    const { path } = await create(complete);
    expect(Buffer.compare((await download(path)).bytes, (await download(`${path}/`)).bytes)).toBe(0);
  });

  it('refuses while values are missing and names each', async () => {
    const { path } = await create({});
    const { status, body } = await api.get(path);
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect(body.details).toEqual(
      ['redirect_url', 'resource_gateway_base_urls', 'certificates'].map((parameter) => ({
        code: 'missing',
        parameter,
      })),
    );
  });

  it('refuses a stored value that source code cannot contain', async () => {
    const { identifier, path } = await create(complete);
    const client = new pg.Client({ connectionString: environment['COUNTERSIGN_DATABASE_URL'] as string });
    await client.connect();
    await client.query(`update application set redirect_url = 'shop://a"b' where identifier = $1`, [identifier]);
    await client.end();
    expect((await api.get(path)).body.details).toEqual([{ code: 'not_exportable', parameter: 'redirect_url' }]);
  });

  it('answers 404 for an unknown version and 405 to POST', async () => {
    expect((await api.get('/applications/northwind-id/platforms/ios/versions/9.9.9/export')).status).toBe(404);
    expect((await api.post('/applications/northwind-id/platforms/ios/versions/1.0.0/export', {})).status).toBe(405);
  });
});

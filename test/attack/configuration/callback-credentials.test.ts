import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCallbackSender } from '../../../src/providers/callback/create-callback-sender.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';

/** Refuses private addresses, as in production. */
let server: OwnServer;
let api: ConfigurationApi;
beforeAll(async () => {
  server = await startOwnServer({ COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES: 'refused' });
  api = createConfigurationApi(server.endpoints);
});
afterAll(() => server.stop());

const credentials = { username: 'countersign', password: 'only for the site' };
const address = (scheme: string) => `${scheme}://site.example/${randomUUID()}`;

describe('the password of a callback endpoint', () => {
  it('is refused for an http URL, together with the URL and later', async () => {
    const together = await api.post('/callback-endpoints', { url: address('http'), ...credentials });
    expect([together.status, together.body.details[0].code]).toEqual([400, 'https_needed']);
    const { headers } = await api.post('/callback-endpoints', { url: address('http') });
    const path = `/callback-endpoints/${headers.get('location')?.split('/').at(-1)}`;
    const later = await api.patch(path, credentials);
    expect([later.status, later.body.details[0].code]).toEqual([400, 'https_needed']);
  });

  it('is refused for a change from https to http', async () => {
    const { status, headers } = await api.post('/callback-endpoints', { url: address('https'), ...credentials });
    expect(status).toBe(201);
    const path = `/callback-endpoints/${headers.get('location')?.split('/').at(-1)}`;
    const moved = await api.patch(path, { url: address('http'), ...credentials });
    expect([moved.status, moved.body.details[0].code]).toEqual([400, 'https_needed']);
  });

  it('is not sent to an http URL that is stored already: the callback fails', async () => {
    const sender = createCallbackSender({ callbackPrivateAddresses: 'refused' });
    const result = await sender.send({
      url: 'http://site.example/callbacks',
      webhookId: randomUUID(),
      timestamp: new Date(),
      body: '{}',
      basic: credentials,
    });
    expect(result).toEqual({ status: 'failed', detail: 'callback: credentials go to https only', retryable: false });
    await sender.close();
  });
});

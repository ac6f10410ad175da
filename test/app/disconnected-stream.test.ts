import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { basic } from '../support/website.ts';
import { RawPhone } from './support/raw-phone.ts';

const { endpoints } = useStack();

describe('GET /app/v1/transactions/stream', () => {
  it('ends when the user is disconnected, and then refuses a new stream', async () => {
    const phone = await RawPhone.connect(endpoints);
    const stream = await open(phone);
    expect(stream.status).toBe(200);
    const ended = stream.text();
    await disconnect(phone);
    expect(await ended).toContain('event: transactions');
    expect((await open(phone)).status).toBe(401);
  });

  it('stays open when another user is disconnected', async () => {
    const phone = await RawPhone.connect(endpoints);
    const other = await RawPhone.connect(endpoints);
    const leave = new AbortController();
    const stream = await open(phone, leave.signal);
    let hasEnded = false;
    const reading = stream.text().then(
      () => (hasEnded = true),
      () => undefined,
    );
    await disconnect(other);
    expect((await open(other)).status).toBe(401);
    expect((await open(phone, leave.signal)).status).toBe(200);
    expect(hasEnded).toBe(false);
    leave.abort();
    await reading;
  });
});

async function open({ device, accessToken }: RawPhone, signal?: AbortSignal): Promise<Response> {
  const url = `${endpoints.app_api}/transactions/stream`;
  const dpop = await device.prove({ method: 'GET', url, accessToken });
  return fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop }, ...(signal && { signal }) });
}

/** Disconnects the devices of the user as the site does. */
async function disconnect({ userId }: RawPhone): Promise<void> {
  const url = `${endpoints.api}/oauth/api/v4/users/${encodeURIComponent(userId)}/devices`;
  expect(
    (await fetch(url, { method: 'DELETE', headers: { authorization: basic(endpoints.clients.end_user) } })).status,
  ).toBe(204);
}

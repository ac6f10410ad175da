import { expect, it } from 'vitest';
import { RawPhone } from '../../app/support/raw-phone.ts';
import { useStack } from '../../support/stack.ts';

const { endpoints } = useStack();
const url = `${endpoints.app_api}/transactions/stream`;

interface Stream {
  /** Resolves when the server ends the stream. */
  ended: Promise<string>;
  abort: AbortController;
}

async function open({ device, accessToken, profileId }: RawPhone, by: 'token' | 'device'): Promise<Stream> {
  const abort = new AbortController();
  const headers: Record<string, string> =
    by === 'token'
      ? { authorization: `DPoP ${accessToken}`, dpop: await device.prove({ method: 'GET', url, accessToken }) }
      : { 'profile-id': profileId, dpop: await device.prove({ method: 'GET', url }) };
  const response = await fetch(url, { headers, signal: abort.signal });
  expect(response.status).toBe(200);
  const ended = response.text();
  ended.catch(() => undefined);
  return { ended, abort };
}

it('the newest eight streams of a profile stay open, and those of other profiles too', async () => {
  const [phone, other] = [await RawPhone.connect(endpoints), await RawPhone.connect(endpoints)];
  const bystander = await open(other, 'token');
  const streams: Stream[] = [];
  for (let index = 0; index < 20; index++) streams.push(await open(phone, index % 2 === 0 ? 'token' : 'device'));
  const texts = await Promise.all(streams.slice(0, 12).map(({ ended }) => ended));
  expect(texts.every((text) => text.includes('event: transactions'))).toBe(true);
  // The older ones have ended, so a stream that is open now stays open.
  const stillOpen = Symbol('open');
  for (const { ended } of [...streams.slice(12), bystander])
    expect(await Promise.race([ended, Promise.resolve(stillOpen)])).toBe(stillOpen);
  for (const { abort } of [...streams, bystander]) abort.abort();
});

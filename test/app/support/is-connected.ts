import type { RawPhone } from './raw-phone.ts';

/** Whether the app API still accepts the tokens of a phone. */
export async function isConnected(phone: RawPhone): Promise<boolean> {
  return (await phone.call('GET', '/transactions')).status === 200;
}

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { knownDeviceOf, vouchForDevice } from '../../../src/commands/authentication/methods/known-device.ts';
import { Keyring } from '../../../src/security/keyring.ts';

const keyring = new Keyring([{ id: 'one', key: Buffer.alloc(32, 1).toString('base64') }]);
const vouch = (personId: string) => vouchForDevice(keyring, randomBytes, personId);

describe('a known device', () => {
  it('vouches for the person who signed in with it, and for no other', () => {
    const device = vouch('mia');
    expect(knownDeviceOf(keyring, device, 'mia')).toBe(device.split('.')[0]);
    for (const personId of ['noor', '', undefined]) expect(knownDeviceOf(keyring, device, personId)).toBeUndefined();
    for (const other of [undefined, '', '.', device.split('.')[0], `${device}.`, ` ${device}`, `${device}x`])
      expect(knownDeviceOf(keyring, other, 'mia')).toBeUndefined();
  });

  it('vouches for no person whose id is the end of that one', () => {
    const [id, mac] = vouch('site/mia').split('.');
    expect(knownDeviceOf(keyring, `${id}.${mac}`, 'site/mia')).toBe(id);
    expect(knownDeviceOf(keyring, `${id}/site.${mac}`, 'mia')).toBeUndefined();
  });
});

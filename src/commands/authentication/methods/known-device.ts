import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';

const bytes = { id: 16, mac: 16 };
/** Another form of id could hold a part of a person's id, which stands behind it in what is signed. */
const form = /^([\w-]{22})\.([\w-]{22})$/;

/**
 * What a browser keeps once a person has signed in with it. It proves nothing of who uses it: it gives the person a count of tries of
 * their own there, so that strangers who guess elsewhere do not lock them out.
 */
export function vouchForDevice(keyring: Keyring, random: (size: number) => Buffer, personId: string): string {
  const id = random(bytes.id).toString('base64url');
  return `${id}.${macOf(keyring, id, personId).toString('base64url')}`;
}

/** The id of a device that vouches for this person; undefined for another's, or one that was made up. */
export function knownDeviceOf(
  keyring: Keyring,
  device: string | undefined,
  personId: string | undefined,
): string | undefined {
  const [, id = '', mac = ''] = form.exec(device ?? '') ?? [];
  const isRight = equalBytes(Buffer.from(mac, 'base64url'), macOf(keyring, id, personId ?? ''));
  return isRight && personId !== undefined ? id : undefined;
}

function macOf(keyring: Keyring, id: string, personId: string): Buffer {
  return keyring.mac('known-device', `${id}/${personId}`, keyring.oldestId).subarray(0, bytes.mac);
}

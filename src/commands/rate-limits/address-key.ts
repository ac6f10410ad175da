import type { Keyring } from '../../security/keyring.ts';
import { addressBlock } from './address-block.ts';
import type { NetworkBits } from './address-block.ts';
import { personalKey } from './personal-key.ts';

/** The key under which tries from an address are counted: a keyed hash of its block, as addresses are personal. */
export function addressKey(keyring: Keyring, address: string, bits?: NetworkBits): string {
  return personalKey(keyring, addressBlock(address, bits));
}

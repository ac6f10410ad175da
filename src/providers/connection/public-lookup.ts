import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-addresses.ts';

/** The name has an address that is not public. */
export class PrivateAddressError extends Error {
  readonly code = 'PRIVATE_ADDRESS';
}

/**
 * Resolves a name for the connection that is being made and refuses it when any of its addresses is private. The connection
 * goes to the checked addresses, which defeats DNS rebinding.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    if (addresses.some(({ address }) => isPrivateAddress(address)))
      return callback(new PrivateAddressError('a private address'), '', 0);
    const [first] = addresses as [LookupAddress, ...LookupAddress[]];
    // The caller asks for all when it tries several families at once.
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

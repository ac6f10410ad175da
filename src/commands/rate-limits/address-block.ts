import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Bits of IPv6. A phone has a network of 64 bits to itself; a customer who rents a line or a machine is given up to 2^16 of them. */
export type NetworkBits = 48 | 64;

/** The address block of one subscriber: an IPv4 address, or the prefix of an IPv6 one. */
export function addressBlock(address: string, bits: NetworkBits = 64): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return parsed.parts
    .slice(0, bits / 16)
    .map((part) => part.toString(16))
    .join(':');
}

/** The network of one organisation: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one. */
export function networkBlock(address: string): string {
  const block = addressBlock(address, 48);
  return block.includes(':') ? block : block.split('.').slice(0, 3).join('.');
}

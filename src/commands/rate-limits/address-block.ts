import { isIPv6 } from 'node:net';

/** Bits of IPv6. A phone has a network of 64 bits to itself; whoever rents a line or a machine is given up to 2^16 of them. */
export type NetworkBits = 48 | 64;

/** What one subscriber has of the address space: an IPv4 address, or the first bits of an IPv6 one. */
export function addressBlock(address: string, bits: NetworkBits = 64): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  return isIPv6(address) ? expand(address).slice(0, bits / 16).join(':') : address;
}

function expand(address: string): string[] {
  const [head = '', tail = ''] = address.toLowerCase().split('%', 1)[0]?.split('::', 2) ?? [];
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const gap = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...gap, ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}

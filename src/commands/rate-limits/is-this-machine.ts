import ipaddr from 'ipaddr.js';

/** This machine, or a proxy on it that COUNTERSIGN_TRUSTED_PROXIES does not name: every caller has this address, so it cannot be limited. */
export function isThisMachine(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

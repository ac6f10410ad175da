import { BlockList, isIP } from 'node:net';

/**
 * Ranges that are not the public internet.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const ipv4Ranges: readonly [address: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of IPv6 only 2000::/3 is public, less these. @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const ipv6Ranges: readonly [address: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');
// NAT64: the gateway's network decides where these go, so the address inside counts.
publicIpv6.addSubnet('64:ff9b::', 96, 'ipv6');

const special = new BlockList();
for (const [address, prefix] of ipv4Ranges) {
  // The list itself applies IPv4 rules to mapped addresses (::ffff:0:0/96).
  special.addSubnet(address, prefix, 'ipv4');
  special.addSubnet(`64:ff9b::${address}`, 96 + prefix, 'ipv6');
}
for (const [address, prefix] of ipv6Ranges) special.addSubnet(address, prefix, 'ipv6');

const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Whether an IP address (no name) leads anywhere but to the public internet: private, loopback, link-local, reserved. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.split('%')[0] as string;
  const family = isIP(plain);
  if (family === 0) return true;
  if (family === 4) return special.check(plain, 'ipv4');
  if (special.check(plain, 'ipv6')) return true;
  return !publicIpv6.check(plain, 'ipv6') && !mapped.check(plain, 'ipv6');
}

/** Whether a URL names, by its number, a host that is not on the public internet. A name is judged when it is looked up. */
export function isPrivateHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && isPrivateAddress(host);
}

/** Ends of names that are nobody's on the public internet, and that networks use within. @see https://www.rfc-editor.org/rfc/rfc6762#appendix-G */
const localEnds = /\.(localhost|local|localdomain|internal|intranet|private|corp|home|lan|svc|home\.arpa)$/i;

/** Whether a name is of the network it is asked in: a proxy may find it where the public internet has none. */
export function isLocalName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return isIP(name.replace(/^\[|\]$/g, '')) === 0 && (!name.includes('.') || localEnds.test(name));
}

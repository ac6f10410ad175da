import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Of IPv6 nothing else is public. @see https://www.iana.org/assignments/ipv6-address-space */
const publicIpv6 = ipaddr.parseCIDR('2000::/3');
/** NAT64: the gateway's network decides where these go, so the address inside counts. */
const translated = ipaddr.parseCIDR('64:ff9b::/96');

/** Whether an IP address is not public: private, loopback, link-local or reserved. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.split('%')[0] as string;
  if (isIP(plain) === 0) return true;
  const parsed = ipaddr.process(plain);
  if (parsed instanceof ipaddr.IPv4) return isSpecial(parsed);
  if (parsed.match(translated)) return isSpecial(new ipaddr.IPv4(parsed.toByteArray().slice(12)));
  return isSpecial(parsed) || !parsed.match(publicIpv6);
}

/** In one of the ranges of the IANA's registries of special addresses. */
function isSpecial(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() !== 'unicast';
}

/** Whether a URL has a literal address that is not public. A name is checked at its lookup. */
export function isPrivateHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && isPrivateAddress(host);
}

/** Suffixes of names that do not exist on the public internet and that private networks use. @see https://www.rfc-editor.org/rfc/rfc6762#appendix-G */
const localEnds = /\.(localhost|local|localdomain|internal|intranet|private|corp|home|lan|svc|home\.arpa)$/i;

/** Whether a name is local: a proxy may resolve it in its own network. */
export function isLocalName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return isIP(name.replace(/^\[|\]$/g, '')) === 0 && (!name.includes('.') || localEnds.test(name));
}

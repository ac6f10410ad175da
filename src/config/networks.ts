import ipaddr from 'ipaddr.js';

/** A network in CIDR notation, from one or from a single address; undefined for other text. */
export function readNetwork(text: string): string | undefined {
  if (ipaddr.isValidCIDR(text)) return text;
  // Short and octal notations of IPv4 mean different addresses to different programs.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined;
  return `${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`;
}

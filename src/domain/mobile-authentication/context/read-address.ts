import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The IP address alone of what proxies write where sites read it: with a port, IPv6 in brackets, with a zone, IPv4 written as IPv6.
 * @returns undefined when there is none, or more than one.
 */
export function readAddress(text: string): string | undefined {
  const address = bareAddress(text);
  if (isIP(address) === 0) return undefined;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : address.toLowerCase();
}

/** A text without the port, brackets and zone that an address may have around it. */
export function bareAddress(text: string): string {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  return bare.split('%', 1)[0] as string;
}

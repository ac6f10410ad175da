import { isIP } from 'node:net';

/**
 * The IP address alone of what proxies write where sites read it: with a port, IPv6 in brackets, with a zone, IPv4 written as IPv6.
 * @returns undefined when there is none, or more than one.
 */
export function readAddress(text: string): string | undefined {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  const plain = bare.split('%', 1)[0] as string;
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}

import { isIP } from 'node:net';
import type { Middleware } from 'koa';
import { bareAddress } from '../../../domain/mobile-authentication/context/read-address.ts';

/** Stands for every caller whose proxy says nothing that is an address: they are counted together, as one. */
const unknownAddress = '0.0.0.0';

/**
 * The address alone of what a proxy writes into `X-Forwarded-For`: some add the port, put brackets around IPv6, or name a
 * zone. With it every connection would be another caller to whatever counts by address, and text that is no address at all
 * cannot be recorded.
 */
export function readClientAddress(text: string): string {
  const address = bareAddress(text);
  return isIP(address) === 0 ? unknownAddress : address;
}

/** Gives everything after it an address of the caller that is one. */
export const clientAddress: Middleware = async (context, next) => {
  const { ip } = context.request;
  // Empty: the caller hung up already.
  if (ip !== '') context.request.ip = readClientAddress(ip);
  await next();
};

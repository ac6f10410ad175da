import { BlockList, isIP } from 'node:net';
import { retryAfter } from '../http/endpoint.ts';
import type { Endpoint, EndpointAnswer } from '../http/endpoint.ts';
import type { Behaviour } from '../state/behaviours.ts';

interface Place {
  country_code: string;
  region?: string;
  city?: string;
}

/** Places for networks that have none in reality: documentation and private networks. */
const places: readonly (Place & { networks: readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'][] })[] =
  [
    {
      country_code: 'NL',
      region: 'Provincie Utrecht',
      city: 'Utrecht',
      networks: [
        ['127.0.0.0', 8, 'ipv4'],
        ['10.0.0.0', 8, 'ipv4'],
        ['172.16.0.0', 12, 'ipv4'],
        ['192.168.0.0', 16, 'ipv4'],
        ['::1', 128, 'ipv6'],
      ],
    },
    {
      country_code: 'DE',
      region: 'Berlin',
      city: 'Berlin',
      networks: [
        ['198.51.100.0', 24, 'ipv4'],
        ['2001:db8::', 32, 'ipv6'],
      ],
    },
    { country_code: 'FR', networks: [['203.0.113.0', 24, 'ipv4']] },
  ];

const known = places.map(({ networks, ...place }) => {
  const list = new BlockList();
  for (const network of networks) list.addSubnet(...network);
  return { list, place };
});

/** A geolocation service: `GET /geolocation/{ip}` with any `Authorization` returns the place of an address. */
export function createGeolocationEndpoint(): Endpoint {
  return {
    provider: 'geolocation',
    method: 'GET',
    path: /^\/geolocation\/[^/]+$/,
    address: ({ path }) => ({ token: addressOf(path) }),
    answer: ({ path, headers }, behaviour) =>
      misbehave(behaviour) ?? (headers.authorization ? find(addressOf(path)) : refuse(401, 'no key')),
  };
}

function addressOf(path: string): string {
  return decodeURIComponent(path.split('/').at(-1) as string);
}

function find(address: string): EndpointAnswer {
  const family = isIP(address);
  if (family === 0) return refuse(400, 'not an address');
  const found = known.find(({ list }) => list.check(address, family === 4 ? 'ipv4' : 'ipv6'));
  return found ? { status: 200, body: found.place } : refuse(404, 'unknown address');
}

function misbehave(behaviour: Behaviour): EndpointAnswer | undefined {
  if (behaviour.mode === 'normal') return undefined;
  if (behaviour.mode === 'too_many_requests')
    return { ...refuse(429, 'quota exceeded'), headers: retryAfter(behaviour) };
  if (behaviour.mode === 'unavailable') return { ...refuse(503, 'unavailable'), headers: retryAfter(behaviour) };
  return refuse(403, 'key refused');
}

function refuse(status: number, error: string): EndpointAnswer {
  return { status, body: { error }, reason: error };
}

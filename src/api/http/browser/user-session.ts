import { z } from 'zod';
import type { ListedSession } from '../../../commands/authentication/sessions/list-sessions.ts';
import { levelOfSignIn } from '../../../domain/authentication/levels.ts';

/** A session of a browser, as its person and operators see it. */
export const userSession = z.object({
  id: z.string().describe('Id of the session, which is not what the cookie holds.'),
  auth_time: z.string().describe('When the user signed in (RFC 3339).'),
  last_seen_at: z.string().describe('When the session was used last (RFC 3339).'),
  user_agent: z.string().nullable().describe('User agent of the browser; null if it has none.'),
  ip_address: z.string().nullable().describe('IP address of the browser; null if unknown.'),
  place: z
    .object({
      country_code: z.string().describe('Country (ISO 3166-1).'),
      region: z.string().nullable().describe('Region; null if unknown.'),
      city: z.string().nullable().describe('City; null if unknown.'),
    })
    .nullable()
    .describe('Where that address is; null if unknown, or without a geolocation service.'),
  level: z.number().int().describe('Level of the sign-in.'),
  methods: z.array(z.string()).describe('Sign-in methods by which it was made (`auth_method`).'),
  clients: z
    .array(z.object({ id: z.string().describe('Id of the client.'), name: z.string().describe('Its name.') }))
    .describe('Clients that the user signed in to with it.'),
});

export function presentSession(session: ListedSession): z.input<typeof userSession> {
  const { id, loggedInAt, issuedAt, userAgent, ipAddress, place, acr, amr, methods, clients } = session;
  return {
    ...{ id, user_agent: userAgent, ip_address: ipAddress, level: levelOfSignIn({ acr, amr }), methods, clients },
    auth_time: isoTime(loggedInAt),
    last_seen_at: isoTime(issuedAt),
    place: place && { country_code: place.countryCode, region: place.region ?? null, city: place.city ?? null },
  };
}

/** @param seconds since 1970. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

import { addressBlock } from '../../rate-limits/address-block.ts';
import { findLocation } from '../../mobile-authentication/context/load-context.ts';
import type { Location } from '../../../domain/mobile-authentication/context/location.ts';
import type { OauthRegistrySource } from '../../tokens/registry/oauth-registry.ts';
import { findSessionsOf } from '../../tokens/sessions/find-sessions.ts';
import type { UserSession } from '../../tokens/sessions/find-sessions.ts';
import type { PlaceDeps } from '../policies/sign-in-place.ts';

/** A session as its person sees it. */
export interface ListedSession extends Omit<UserSession, 'clientIds'> {
  /** Where its address is; null: not known. */
  place: Location | null;
  clients: { id: string; name: string }[];
}

/** Networks that are looked up for one list: a lookup may take a quarter of a second. */
const mostPlaces = 20;

/** The sessions of a user, oldest first, with the names of sites and, where the installation has a geolocation service, their places. */
export async function listSessions(
  deps: PlaceDeps & { registry: OauthRegistrySource },
  userId: string,
): Promise<ListedSession[]> {
  const sessions = await findSessionsOf(deps, userId);
  const { clients: known } = await deps.registry.current();
  const places = await findPlaces(deps, sessions);
  return sessions.map(({ clientIds, ...session }) => ({
    ...session,
    place: places.get(addressBlock(session.ipAddress ?? '')) ?? null,
    clients: clientIds.map((id) => ({ id, name: known.get(id)?.client.name ?? id })),
  }));
}

/** By network, of which each is looked up once. */
async function findPlaces(deps: PlaceDeps, sessions: readonly UserSession[]): Promise<Map<string, Location>> {
  const snapshot = await deps.configuration.current();
  if (!snapshot.geolocationService) return new Map();
  const addresses = new Map(
    sessions.flatMap(({ ipAddress }) => (ipAddress ? [[addressBlock(ipAddress), ipAddress]] : [])),
  );
  const found = await Promise.all(
    [...addresses].slice(-mostPlaces).map(async ([block, address]) => {
      const place = await findLocation(deps, snapshot, address);
      return 'name' in place ? [] : [[block, place] as const];
    }),
  );
  return new Map(found.flat());
}

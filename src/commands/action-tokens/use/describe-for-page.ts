import type { ActionType } from '../../../domain/action-tokens/actions.ts';
import { redirectOf } from '../../../domain/action-tokens/redirect.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { builtInClientIds } from '../../tokens/registry/built-in.ts';
import type { OauthRegistry, OauthRegistrySource } from '../../tokens/registry/oauth-registry.ts';
import { openContent } from '../token-value.ts';
import type { ConsumeDeps } from './consume-token.ts';
import { findUsableToken } from './find-usable-token.ts';

/** The caller of no use: what was used already is not described. */
const noCaller = Buffer.alloc(32);

/** What the page of a token shows before anything is done. */
export interface TokenForPage {
  personId: string;
  types: ActionType[];
  /** A code has to be typed. */
  needsCode: boolean;
  /** Host of the address that the browser goes on to; null: it stays here. */
  redirectHost: string | null;
  /** Name of the site there; null: not known. */
  redirectName: string | null;
  /** The settings have the link act without a press. */
  actsAtOnce: boolean;
  expiresAt: Date;
}

/**
 * What a token will do, for its bearer. Uses nothing up.
 * @throws CountersignError `action_token_invalid`, `slow_down`
 */
export async function describeForPage(
  deps: ConsumeDeps & { registry: OauthRegistrySource },
  { token, device, origin }: { token: string; device: string | undefined; origin: RequestOrigin },
): Promise<TokenForPage> {
  const use = { token, caller: { kind: 'browser', secret: '' }, device, origin } as const;
  const row = await findUsableToken(deps, use, noCaller);
  const { general } = await deps.configuration.current();
  const redirectUri = redirectOf(general, row.types, openContent(deps.keyring, row).redirectUri);
  const { person: personId, types, needsCode, expiresAt } = row;
  return {
    ...{ personId, types, needsCode, expiresAt },
    redirectHost: redirectUri === undefined ? null : new URL(redirectUri).host,
    redirectName: redirectUri === undefined ? null : nameOfSite(await deps.registry.current(), redirectUri),
    actsAtOnce: general.action_token_by_get,
  };
}

/** Name of the client that an address belongs to. Only those of the same house: any other could call itself as it likes. */
function nameOfSite({ clients }: OauthRegistry, redirectUri: string): string | null {
  const { origin } = new URL(redirectUri);
  const isThere = (address: string | null | undefined) => address && URL.parse(address)?.origin === origin;
  const own = [...clients.values()].find(
    ({ client }) =>
      client.enabled &&
      client.firstParty &&
      !builtInClientIds.includes(client.id) &&
      [client.clientUri, ...client.redirectUris].some(isThere),
  );
  return own?.client.name ?? null;
}

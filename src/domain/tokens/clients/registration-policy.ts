import { readWebAddress } from '../../configuration/web-address.ts';
import type { ClientRefusal, ClientSettings } from './client-rules.ts';
import { deviceCodeGrant } from './status.ts';

/** Grants that clients can be let register for themselves: none that acts for a person who is not there. */
export const registrableGrants = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  deviceCodeGrant,
] as const;
export type RegistrableGrant = (typeof registrableGrants)[number];

/** What the clients of an initial access token may be. */
export interface RegistrationPolicy {
  grantTypes: readonly RegistrableGrant[];
  /** Scopes that a client may ask to have. */
  scopes: readonly string[];
  /** Identifiers of the protected resources that every client may get tokens for. */
  resources: readonly string[];
  /** Hosts of redirect URIs; empty: any. Addresses of this machine and own schemes are of every host. */
  redirectHosts: readonly string[];
}

/** What of a registration the policy is about. */
export interface RequestedClient extends ClientSettings {
  name: string;
  clientUri?: string | null;
  logoUri?: string | null;
  policyUri?: string | null;
  tosUri?: string | null;
}

const most = { name: 128, uri: 2048, uris: 50, keys: 10 };
const refuse = (field: string, reason: string): ClientRefusal => ({ field, reason });

/** What a client asks for that it may not have, or that is too much; undefined: nothing. */
export function checkRegistration(policy: RegistrationPolicy, client: RequestedClient): ClientRefusal | undefined {
  return checkSizes(client) ?? checkShownAddresses(client) ?? checkPolicy(policy, client);
}

function checkSizes({ name, redirectUris, postLogoutRedirectUris, jwks }: RequestedClient): ClientRefusal | undefined {
  // Users see the name: nothing in it may hide or turn round a part of it.
  if (name.trim() !== name || name === '' || name.length > most.name || /[\p{C}\p{Zl}\p{Zp}]/u.test(name))
    return refuse('client_name', 'Send a name of 1 to 128 visible characters.');
  for (const [field, uris] of Object.entries({ redirectUris, postLogoutRedirectUris }))
    if (uris.length > most.uris || uris.some((uri) => uri.length > most.uri))
      return refuse(field === 'redirectUris' ? 'redirect_uris' : 'post_logout_redirect_uris', 'That is too much.');
  return (jwks?.keys.length ?? 0) > most.keys ? refuse('jwks', 'Send ten keys at most.') : undefined;
}

/** Addresses that pages show, or that this server calls. */
function checkShownAddresses(client: RequestedClient): ClientRefusal | undefined {
  const addresses = {
    client_uri: client.clientUri,
    logo_uri: client.logoUri,
    policy_uri: client.policyUri,
    tos_uri: client.tosUri,
    jwks_uri: client.jwksUri,
    backchannel_logout_uri: client.backchannelLogoutUri,
  };
  for (const [field, address] of Object.entries(addresses)) {
    if (!address) continue;
    if (address.length > most.uri || !(readWebAddress(address, 'secure') instanceof URL))
      return refuse(field, 'This is no https:// address.');
  }
  return undefined;
}

function checkPolicy(
  { grantTypes, scopes, redirectHosts }: RegistrationPolicy,
  client: RequestedClient,
): ClientRefusal | undefined {
  if (client.grantTypes.some((grant) => !grantTypes.some((allowed) => allowed === grant)))
    return refuse('grant_types', `This initial access token is for ${grantTypes.join(', ')}.`);
  if (client.scopes.some((scope) => !scopes.includes(scope)))
    return refuse('scope', 'This initial access token is not for all of these scopes.');
  const isElsewhere = [...client.redirectUris, ...client.postLogoutRedirectUris].some(
    (uri) => redirectHosts.length > 0 && !isOfHost(uri, redirectHosts),
  );
  return isElsewhere ? refuse('redirect_uris', 'This initial access token is not for this host.') : undefined;
}

function isOfHost(uri: string, hosts: readonly string[]): boolean {
  const url = URL.parse(uri);
  return url?.protocol !== 'https:' || hosts.includes(url.hostname);
}

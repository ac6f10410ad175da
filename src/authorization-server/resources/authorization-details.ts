import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import instance from 'oidc-provider/lib/helpers/weak_cache.js';
import type { OauthRegistry } from '../../commands/tokens/registry/oauth-registry.ts';
import { fieldsOf, isOfType, narrow } from '../../domain/tokens/resources/authorization-details.ts';
import type {
  AuthorizationDetail,
  DetailField,
  DetailType,
} from '../../domain/tokens/resources/authorization-details.ts';

/** Details in one request. */
const mostDetails = 10;

/** A token, or what one is made of, as far as it has details. */
export interface DetailedToken {
  resourceServer?: { identifier(): string };
  rar?: AuthorizationDetail[];
}

/** A declared type, and the resource that declared it. */
export interface DeclaredType extends DetailType {
  resource: string;
}

const declared = new WeakMap<OauthRegistry, ReadonlyMap<string, DeclaredType>>();

/** The types of all protected resources, by name. */
export function declaredTypes(registry: OauthRegistry): ReadonlyMap<string, DeclaredType> {
  const known = declared.get(registry);
  if (known) return known;
  const all = [...registry.resources.values()].flatMap(({ identifier: resource, authorizationDetailsTypes: types }) =>
    types.map((type): [string, DeclaredType] => [type.type, { ...type, resource }]),
  );
  const made = new Map(all);
  declared.set(registry, made);
  return made;
}

type ProviderTypes = Record<string, { validate(ctx: KoaContextWithOIDC, detail: AuthorizationDetail): void }>;
const ofProvider = new WeakMap<OauthRegistry, ProviderTypes>();

/** Has the provider know the types that protected resources declare now: it takes its own at its start. */
export function useDeclaredTypes(provider: Provider, registry: OauthRegistry): void {
  const types =
    ofProvider.get(registry) ??
    Object.fromEntries(
      [...declaredTypes(registry)].map(([name, type]) => [
        name,
        {
          validate: (ctx: KoaContextWithOIDC, detail: AuthorizationDetail) =>
            checkDetail(registry, ctx, { type, detail }),
        },
      ]),
    );
  ofProvider.set(registry, types);
  const { features } = instance(provider) as unknown as {
    features: { richAuthorizationRequests: { types: ProviderTypes } };
  };
  features.richAuthorizationRequests.types = types;
}

/** @throws InvalidAuthorizationDetails */
function checkDetail(
  { clients }: OauthRegistry,
  { oidc }: KoaContextWithOIDC,
  { type, detail }: { type: DeclaredType; detail: AuthorizationDetail },
): void {
  const refuse = (reason: string): never => {
    throw new errors.InvalidAuthorizationDetails(reason);
  };
  const { resource } = type;
  if (!clients.get(oidc.client?.clientId ?? '')?.client.resources.includes(resource))
    refuse('the client may not ask for this type of authorization details');
  const asked = oidc.params?.['resource'];
  if (asked !== undefined && ![asked].flat().includes(resource)) refuse('the type is of another protected resource');
  const { locations } = detail;
  if (Array.isArray(locations) && locations.some((location) => location !== resource))
    refuse('locations name another protected resource');
  if (!isOfType(type, detail)) refuse('authorization details are not as their type is declared');
  if (detailsOf(oidc.params?.['authorization_details']).length > mostDetails)
    refuse(`at most ${mostDetails} authorization details can be asked for`);
}

/** The details of a request that was checked. */
export function detailsOf(parameter: unknown): AuthorizationDetail[] {
  return typeof parameter === 'string' ? (JSON.parse(parameter) as AuthorizationDetail[]) : [];
}

/** A detail as people are shown it. */
export interface ShownDetail {
  type: string;
  description: string | null;
  /** Name of the protected resource. */
  resource: string;
  fields: DetailField[];
}

/** The details of a request that was checked, with the names that their types have for their members. */
export function shownDetails(registry: OauthRegistry, parameter: unknown): ShownDetail[] {
  const types = declaredTypes(registry);
  return detailsOf(parameter).flatMap((detail) => {
    const type = types.get(detail.type);
    if (!type) return [];
    const resource = registry.resources.get(type.resource)?.name ?? type.resource;
    return [{ type: type.type, description: type.description, resource, fields: fieldsOf(type, detail) }];
  });
}

/**
 * Rich authorization requests (RFC 9396): what the person allowed as a whole goes into the code and the refresh token. A token gets what is of
 * its resource, and what a token request narrows that to.
 */
export function createAuthorizationDetails(deps: { registry: { current(): Promise<OauthRegistry> } }) {
  const ofResource = async (details: readonly AuthorizationDetail[], token: DetailedToken) => {
    const types = declaredTypes(await deps.registry.current());
    const resource = token.resourceServer?.identifier();
    const own = details.filter(({ type }) => types.get(type)?.resource === resource);
    return own.length > 0 ? own : undefined;
  };
  return {
    enabled: true as const,
    types: {},
    authorizationDetailsForGrantSource: ({ oidc }: KoaContextWithOIDC) =>
      detailsOf(oidc.params?.['authorization_details']),
    authorizationDetailsForAccessToken: async (
      { oidc }: KoaContextWithOIDC,
      token: DetailedToken,
      source?: DetailedToken,
    ) => {
      const granted = source?.rar ?? [];
      const asked = oidc.params?.['authorization_details'];
      if (asked === undefined) return ofResource(granted, token);
      const narrowed = narrow(granted, detailsOf(asked));
      if (!narrowed)
        throw new errors.InvalidAuthorizationDetails('the person has not allowed these authorization details');
      return ofResource(narrowed, token);
    },
    authorizationDetailsForIntrospection: (_ctx: KoaContextWithOIDC, token: DetailedToken) => token.rar,
  };
}

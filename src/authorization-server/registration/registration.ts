import { errors } from 'oidc-provider';
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { writeEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import { openidScopes } from '../accounts/claims.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { tokenRequestOrigin } from '../request-origin.ts';

/** Name of the one policy: every initial access token and every registration access token has it. */
export const registrationPolicy = 'admit';

/** What a request says of its client; other members are passed over (RFC 7591 section 2). */
type Requested = ClientMetadata & { grant_types?: unknown; scope?: unknown };

/**
 * Dynamic client registration (RFC 7591) and its management (RFC 7592), behind initial access tokens. The provider reads requests and
 * checks metadata; what a token allows, and the rules of all our clients, are checked where the client is stored.
 */
export function clientRegistration(deps: AuthorizationServerDeps) {
  const makeSecret = () => deps.random(32).toString('base64url');
  return {
    registration: {
      enabled: true,
      initialAccessToken: true,
      idFactory: () => `client-${deps.random(12).toString('hex')}`,
      secretFactory: makeSecret,
      policies: { [registrationPolicy]: (ctx, properties) => complete(ctx, properties, makeSecret) },
    },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
  } satisfies Configuration['features'];
}

/** Defaults of RFC 7591 section 2, where those of the provider differ. Scopes of resources are unknown to the provider. */
function complete(ctx: KoaContextWithOIDC, properties: Requested, makeSecret: () => string): void {
  if (properties['software_statement'] !== undefined)
    throw new errors.CustomOIDCProviderError('invalid_software_statement', 'software statements are not supported');
  properties.token_endpoint_auth_method ??= 'client_secret_basic';
  properties.grant_types ??= ['authorization_code'];
  if (Array.isArray(properties.grant_types))
    properties.response_types ??= properties.grant_types.includes('authorization_code') ? ['code'] : [];
  const isSecret = properties.token_endpoint_auth_method.startsWith('client_secret');
  if (isSecret && properties.client_secret === undefined) properties.client_secret = makeSecret();
  const { scope } = properties;
  if (scope !== undefined && typeof scope !== 'string')
    throw new errors.InvalidClientMetadata('scope must be a string');
  ctx.state['registeredScopes'] = scope?.split(' ').filter(Boolean);
  properties.scope = (scope ?? '')
    .split(' ')
    .filter((name) => openidScopes.includes(name))
    .join(' ');
  if (properties.scope === '') delete properties.scope;
}

/** Scopes that the current request asks for; undefined: it does not say. */
export function requestedScopes(ctx: KoaContextWithOIDC): string[] | undefined {
  return ctx.state['registeredScopes'] as string[] | undefined;
}

/** Has refusals of callers recorded who have a token; what strangers send is limited, and not written. */
export function reportRefusedRegistrations(
  provider: {
    on(event: string, listener: (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => void): unknown;
  },
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock' | 'log'>,
): void {
  const report = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    const { InitialAccessToken: initial, RegistrationAccessToken: own } = ctx.oidc.entities;
    if (!initial && !own) return;
    const origin = tokenRequestOrigin(ctx);
    const detail = `${error.error}: ${error.error_description ?? ''}`.slice(0, 255);
    const about = { subjectId: own?.clientId ?? null, detail };
    const event = {
      name: 'CLIENT REGISTRATION REFUSED',
      occurredAt: deps.clock(),
      ...originOf(origin),
      ...about,
    } as const;
    writeEvent(deps, event).catch((cause: unknown) =>
      deps.log.warn({ err: cause, request_id: origin.requestId }, 'refused registration not recorded'),
    );
  };
  provider.on('registration_create.error', report);
  provider.on('registration_update.error', report);
  provider.on('registration_delete.error', report);
}

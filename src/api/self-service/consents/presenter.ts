import type { z } from 'zod';
import { findConsentTexts, textKeyOf } from '../../../commands/tokens/consents/consent-text.ts';
import { isRequiredClaim, isRequiredScope } from '../../../domain/tokens/consents/consent-items.ts';
import type { ConsentLanguage } from '../../../domain/tokens/consents/consent-texts.ts';
import { claimsOfScopes } from '../../../domain/tokens/consents/scope-claims.ts';
import type { ConsentEvent } from '../../../entities/tokens/consent-event.ts';
import type { Consent } from '../../../entities/tokens/consent.ts';
import type { OauthRegistry } from '../../../commands/tokens/registry/oauth-registry.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { historyEntry, ownConsent } from './schema.ts';

/** Consents as their person sees them, in the words that they agreed to. */
export async function presentConsents(
  deps: Pick<ApiDeps, 'em' | 'registry'>,
  consents: readonly Consent[],
  language: ConsentLanguage,
): Promise<z.input<typeof ownConsent>[]> {
  const { clients, claims: definitions } = await deps.registry.current();
  const texts = await findConsentTexts(
    deps,
    consents.map(({ textVersion }) => textVersion),
  );
  return consents.map((consent) => {
    const { id, clientId, scopes, claims, refusedClaims, remember, textVersion, ...times } = consent;
    const client = clients.get(clientId)?.client;
    const items = client?.consentItems ?? [];
    const words = texts.get(textVersion)?.[language] ?? {};
    return {
      ...{ id, client_id: clientId, name: client?.name ?? clientId, logo_uri: client?.logoUri ?? null },
      scopes: scopes.map((scope) => ({
        ...{ name: scope.name, resource: scope.resource, description: words[textKeyOf(scope)] ?? scope.name },
        ...{ required: isRequiredScope(items, scope), granted: scope.granted },
      })),
      claims: claimsOfScopes(scopes, definitions).map(({ name, scope }) => {
        const definition = definitions.find(({ claimType }) => claimType === name);
        const description = definition?.friendlyName[language] ?? null;
        return { name, scope, description, required: isRequiredClaim(items, name), granted: claims.includes(name) };
      }),
      ...{ refused_claims: refusedClaims, remember, remember_offered: client?.rememberConsent === true },
      text_version: textVersion,
      granted_at: times.grantedAt.toISOString(),
      changed_at: times.changedAt.toISOString(),
      expires_at: times.expiresAt?.toISOString() ?? null,
      last_used_at: times.lastUsedAt?.toISOString() ?? null,
    };
  });
}

/** What became of a consent, as its person sees it. */
export function presentHistory(
  { clients }: Pick<OauthRegistry, 'clients'>,
  event: ConsentEvent,
): z.input<typeof historyEntry> {
  const { clientId, scopes, claims, refusedClaims, remember, textVersion, language } = event;
  return {
    ...{ id: event.id, event: event.event, at: event.at.toISOString(), client_id: clientId },
    name: clients.get(clientId)?.client.name ?? clientId,
    scopes: scopes.map(({ name, resource, granted }) => ({ name, resource, granted })),
    ...{ claims, refused_claims: refusedClaims, remember, text_version: textVersion },
    ...{ language: language ?? null, by: event.decidedBy },
  };
}

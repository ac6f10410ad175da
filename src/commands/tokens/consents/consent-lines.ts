import { createHash } from 'node:crypto';
import { consentLanguages, textsOfScope } from '../../../domain/tokens/consents/consent-texts.ts';
import { claimsOfScopes } from '../../../domain/tokens/consents/scope-claims.ts';
import { findItem, isRequiredScope } from '../../../domain/tokens/consents/consent-items.ts';
import type { Motivation } from '../../../domain/tokens/consents/consent-items.ts';
import type { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import type { OauthRegistry } from '../registry/oauth-registry.ts';

/** One claim that comes with a scope. */
export interface ConsentClaim {
  name: string;
  /** What it is, by language; null: a claim of OpenID Connect. */
  description: Motivation | null;
  required: boolean;
  motivation: Motivation | null;
}

/** One thing that a client asks a person for. */
export interface ConsentLine {
  /** Identifier of the protected resource; null: a scope of OpenID Connect. */
  resource: string | null;
  name: string;
  /** By language. */
  texts: Readonly<Record<string, string>>;
  /** Why the client asks for it, by language. */
  motivation: Motivation | null;
  /** What the client would know by it. */
  claims: readonly ConsentClaim[];
  textVersion: string;
  /** The sign-in goes on only with it. */
  required: boolean;
}

/** Scopes of OpenID Connect, in the order in which they are asked for. */
const openid = ['openid', 'profile', 'email', 'phone', 'address', 'offline_access'];

/**
 * What a request asks a person for: scopes of OpenID Connect, and those of its protected resources that need consent.
 * @param scope and resource as in the request; what the client may not have is left out.
 */
export function consentLines(
  { clients, resources, claims }: OauthRegistry,
  request: { clientId: string; scope: readonly string[]; resource: readonly string[] },
): ConsentLine[] {
  const client = clients.get(request.clientId)?.client;
  const asked = new Set(request.scope);
  const own = openid
    .filter((name) => asked.has(name))
    .map((name) => lineOf({ client, claims }, { resource: null, name, description: null }));
  const others = request.resource
    .filter((identifier) => client?.resources.includes(identifier))
    .flatMap((identifier) => resources.get(identifier) ?? [])
    .flatMap(({ identifier, scopes }) => scopes.map((scope) => ({ resource: identifier, ...scope })))
    .filter(({ name, consent }) => consent && asked.has(name) && client?.scopes.includes(name))
    .map((scope) => lineOf({ client, claims }, scope));
  return [...own, ...others];
}

/** Whether a person has to be asked: without any of OpenID Connect but who they are there is nothing to decide. */
export function needsConsent({ resource, name }: Pick<ConsentLine, 'resource' | 'name'>): boolean {
  return resource !== null || name !== 'openid';
}

/** Names all texts of a question together. */
export function textVersionOf(lines: readonly ConsentLine[]): string {
  return versionOf(lines.map(({ resource, name, textVersion }) => [resource, name, textVersion]));
}

function lineOf(
  { client, claims: definitions }: { client: OauthClient | undefined; claims: OauthRegistry['claims'] },
  scope: { resource: string | null; name: string; description: string | null },
): ConsentLine {
  const { resource, name } = scope;
  const items = client?.consentItems ?? [];
  const texts = textsOfScope(scope);
  const motivation = findItem(items, 'scope', name)?.motivation ?? null;
  const claims = claimsOfScopes([scope], definitions).map((claim) => {
    const definition = definitions.find(({ claimType }) => claimType === claim.name);
    const item = findItem(items, 'claim', claim.name);
    const words = { description: definition?.friendlyName ?? null, motivation: item?.motivation ?? null };
    return { name: claim.name, required: item?.required === true, ...words };
  });
  const reasons = [client?.consentMotivation ?? null, motivation, ...claims.map((claim) => claim.motivation)];
  const words = consentLanguages.map((language) => texts[language]);
  // Another reason is another text. Without any it is the version of the texts alone.
  const textVersion = versionOf(reasons.some((reason) => reason !== null) ? [words, reasons] : words);
  return { resource, name, texts, motivation, claims, textVersion, required: isRequiredScope(items, scope) };
}

function versionOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

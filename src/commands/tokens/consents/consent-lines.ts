import { createHash } from 'node:crypto';
import { consentLanguages, textsOfScope } from '../../../domain/tokens/consents/consent-texts.ts';
import type { OauthRegistry } from '../registry/oauth-registry.ts';

/** One thing that a client asks a person for. */
export interface ConsentLine {
  /** Identifier of the protected resource; null: a scope of OpenID Connect. */
  resource: string | null;
  name: string;
  /** By language. */
  texts: Readonly<Record<string, string>>;
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
  { clients, resources }: OauthRegistry,
  request: { clientId: string; scope: readonly string[]; resource: readonly string[] },
): ConsentLine[] {
  const client = clients.get(request.clientId)?.client;
  const asked = new Set(request.scope);
  const own = openid
    .filter((name) => asked.has(name))
    .map((name) => lineOf({ resource: null, name, description: null }));
  const others = request.resource
    .filter((identifier) => client?.resources.includes(identifier))
    .flatMap((identifier) => resources.get(identifier) ?? [])
    .flatMap(({ identifier, scopes }) => scopes.map((scope) => ({ resource: identifier, ...scope })))
    .filter(({ name, consent }) => consent && asked.has(name) && client?.scopes.includes(name))
    .map(lineOf);
  return [...own, ...others];
}

/** Whether a person has to be asked: without any of OpenID Connect but who they are there is nothing to decide. */
export function needsConsent({ resource, name }: Pick<ConsentLine, 'resource' | 'name'>): boolean {
  return resource !== null || name !== 'openid';
}

/** Whether a sign-in goes on only with it: without `openid` a site does not get to know who has signed in. */
export function isRequiredScope({ resource, name }: Pick<ConsentLine, 'resource' | 'name'>): boolean {
  return resource === null && name === 'openid';
}

/** Names all texts of a question together. */
export function textVersionOf(lines: readonly ConsentLine[]): string {
  return versionOf(lines.map(({ resource, name, textVersion }) => [resource, name, textVersion]));
}

function lineOf(scope: { resource: string | null; name: string; description: string | null }): ConsentLine {
  const texts = textsOfScope(scope);
  return {
    resource: scope.resource,
    name: scope.name,
    texts,
    textVersion: versionOf(consentLanguages.map((language) => texts[language])),
    required: isRequiredScope(scope),
  };
}

function versionOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

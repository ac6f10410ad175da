import type { X509Certificate } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { errors } from 'oidc-provider';
import type { AccessToken, Client, Provider, TokenEndpointGrantContext } from 'oidc-provider';
import {
  buildTokenResponse,
  checkDpopReplay,
  checkDpopRequired,
  checkMtlsCert,
  resolveRequestedResources,
  validateDpop,
} from 'oidc-provider/lib/helpers/grants.js';
import certificateThumbprint from 'oidc-provider/lib/helpers/certificate_thumbprint.js';
import { recordEvent } from '../../../commands/events/record-event.ts';
import { originOf } from '../../../commands/events/request-origin.ts';
import { mayUseClient } from '../../../commands/tokens/clients/client-access.ts';
import { tokenExchangeGrant } from '../../../domain/tokens/clients/status.ts';
import { OauthArtifact } from '../../../entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import { findActivePerson } from '../../accounts/find-account.ts';
import { hashArtifactId } from '../../adapter/artifact-id.ts';
import { toEpoch } from '../../adapter/epoch.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { isSufficient, requirementsOf } from '../../interactions/sign-in-requirements.ts';
import { tokenRequestOrigin } from '../../request-origin.ts';
import { createAuthorizationDetails } from '../../resources/authorization-details.ts';
import type { DetailedToken } from '../../resources/authorization-details.ts';
import { createIntrospectionPolicy } from '../../resources/introspection-policy.ts';

/** The one type of token that is taken and given (RFC 8693 section 3). */
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

const parameterNames = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'audience',
  'resource',
  'scope',
  'authorization_details',
] as const;

interface Parameters {
  subject_token?: string;
  subject_token_type?: string;
  requested_token_type?: string;
  actor_token?: string;
  audience?: string;
  resource?: string;
  scope?: string;
}

type Context = TokenEndpointGrantContext<Parameters>;
type ResourceServer = NonNullable<AccessToken['resourceServer']>;
/** Claims of a token of a person besides those of the provider. */
type Claims = Record<string, unknown> & { acr?: string; amr?: string[]; auth_time?: number };

/**
 * Token exchange (RFC 8693): the server of a protected resource that was called with a token of a person gets a token of the same person for
 * another resource, in which it is named as the actor.
 */
export function registerTokenExchange(provider: Provider, deps: AuthorizationServerDeps): void {
  const mayIntrospect = createIntrospectionPolicy(deps);
  async function handle(ctx: Context): Promise<void> {
    checkParameters(ctx.oidc.params);
    const dPoP = await validateDpop(provider, ctx);
    const subject = await findSubject(ctx.oidc.params.subject_token ?? '', ctx);
    const certificate = checkMtlsCert(provider, ctx);
    checkKey(ctx, subject, { dPoP, certificate });
    const [target, second] = await resolveRequestedResources(provider, ctx);
    if (!target || second) throw new errors.InvalidTarget('name one protected resource');
    await checkScopes(deps, ctx, { subject, target });
    await checkLevel(deps, subject, target);
    checkDpopRequired(provider, ctx, dPoP);
    const token = newToken(provider, deps, ctx, { subject, target });
    await applyDetails(deps, ctx, { token, subject });
    if (dPoP) {
      await checkDpopReplay(provider, ctx, dPoP, ctx.oidc.client.clientId, errors.InvalidGrant);
      token.setThumbprint('jkt', dPoP.thumbprint);
    }
    if (certificate) token.setThumbprint('x5t', certificate);
    ctx.oidc.entity('AccessToken', token);
    ctx.body = buildTokenResponse(provider, {
      accessToken: await saveToken(deps, ctx, { subject, target, token }),
      expiresIn: token.expiration,
      authorizationDetails: (token as unknown as DetailedToken).rar,
      issuedTokenType: accessTokenType,
      scope: token.scope || undefined,
      tokenType: token.tokenType,
    });
  }

  /** A token of a person that the client may know: of a resource whose server it is, or its own. */
  async function findSubject(value: string, ctx: Context): Promise<AccessToken> {
    const { client } = ctx.oidc;
    const token = await provider.AccessToken.find(value);
    const isOwn = token?.clientId === client.clientId && token.aud !== undefined;
    const isKnown =
      token?.isValid === true &&
      (isOwn || (await mayIntrospect(ctx, client, token))) &&
      (await findActivePerson(deps, token.accountId)) !== undefined;
    if (!isKnown) throw new errors.InvalidRequest('the subject token is not valid');
    await checkAccess(deps, ctx, token);
    return token;
  }

  provider.registerGrantType<Parameters>(tokenExchangeGrant, handle, [...parameterNames]);
}

/** Gives the token the authorization details that the subject token has for the resource, and no more. @throws InvalidAuthorizationDetails */
async function applyDetails(
  deps: AuthorizationServerDeps,
  ctx: Context,
  { token, subject }: { token: AccessToken; subject: AccessToken },
): Promise<void> {
  const { authorizationDetailsForAccessToken: detailsFor } = createAuthorizationDetails(deps);
  const details = await detailsFor(ctx, token as unknown as DetailedToken, subject as DetailedToken);
  if (details) Object.assign(token, { rar: details });
}

/** @throws AccessDenied for a person who may not use the client */
async function checkAccess(deps: AuthorizationServerDeps, { oidc }: Context, { accountId: personId }: AccessToken) {
  if (!(await mayUseClient(deps, { clientId: oidc.client.clientId, personId })))
    throw new errors.AccessDenied('the person may not use this application');
}

function checkParameters(params: Parameters): void {
  if (!params.subject_token) throw new errors.InvalidRequest("missing required parameter 'subject_token'");
  if (params.subject_token_type !== accessTokenType)
    throw new errors.InvalidRequest('subject_token_type has to be that of an access token');
  if ((params.requested_token_type ?? accessTokenType) !== accessTokenType)
    throw new errors.InvalidRequest('requested_token_type has to be that of an access token');
  if (params.actor_token !== undefined)
    throw new errors.InvalidRequest('the actor is the client: actor_token is not supported');
  if (params.audience !== undefined) throw new errors.InvalidTarget('name the protected resource as resource');
}

/**
 * A scope that needs the consent of the person is given to a client of the same house, or where the subject token has it for the same
 * resource. Which scopes there are was checked with the resource.
 * @throws InvalidScope
 */
async function checkScopes(
  { registry }: AuthorizationServerDeps,
  { oidc }: Context,
  { subject, target }: { subject: AccessToken; target: ResourceServer },
): Promise<void> {
  const { clients, resources } = await registry.current();
  if (clients.get(oidc.client.clientId)?.client.firstParty === true) return;
  const needing = resources.get(target.identifier())?.scopes.filter(({ consent }) => consent) ?? [];
  const isSame = subject.aud === target.identifier();
  const refused = needing.filter(
    ({ name }) => oidc.requestParamScopes.has(name) && !(isSame && subject.scopes.has(name)),
  );
  if (refused.length > 0)
    throw new errors.InvalidScope('the person has not allowed this scope', refused.map(({ name }) => name).join(' '));
}

/** @throws InvalidTarget when the resource requires a stronger or newer sign-in than that of the subject token */
async function checkLevel(
  { registry, clock }: AuthorizationServerDeps,
  subject: AccessToken,
  target: ResourceServer,
): Promise<void> {
  const required = requirementsOf(await registry.current(), { resource: target.identifier() });
  const { acr, amr, auth_time: authTime } = claimsOf(subject);
  if (!required || !isSufficient(required, { acr, amr, authTime }, toEpoch(clock())))
    throw new errors.InvalidTarget('the protected resource requires a stronger or newer sign-in');
}

/** What the new token is bound to. */
interface Bindings {
  dPoP: { thumbprint: string } | undefined;
  certificate: X509Certificate | string | undefined;
}

/**
 * A token that is bound to a key becomes none that is bound to nothing, and a client's own stays with its key, which a thief of the token has not.
 * @throws InvalidDpopProof, InvalidRequest
 */
function checkKey({ oidc }: Context, subject: AccessToken, { dPoP, certificate }: Bindings): void {
  const { jkt, clientId } = subject;
  const x5t = subject['x5t#S256'];
  const isOwn = clientId === oidc.client.clientId;
  if (x5t !== undefined && !(isOwn ? certificate && certificateThumbprint(certificate) === x5t : (dPoP ?? certificate)))
    throw new errors.InvalidRequest('the subject token is bound to a certificate');
  if (jkt === undefined) return;
  const isRight = isOwn ? dPoP?.thumbprint === jkt : (dPoP ?? certificate) !== undefined;
  if (!isRight) throw new errors.InvalidDpopProof('the subject token is bound to a key');
}

/** It ends with the subject token at the latest. */
function newToken(
  provider: Provider,
  { clock }: AuthorizationServerDeps,
  ctx: Context,
  { subject, target }: { subject: AccessToken; target: ResourceServer },
): AccessToken {
  const { client, requestParamScopes } = ctx.oidc;
  const { act, ...claims } = claimsOf(subject);
  ctx.state['exchangedClaims'] = { ...claims, act: { sub: client.clientId, ...(act !== undefined && { act }) } };
  const left = (subject.exp ?? 0) - toEpoch(clock());
  const token = new provider.AccessToken({
    accountId: subject.accountId,
    client: client as Client,
    expiresIn: Math.max(1, Math.min(left, target.accessTokenTTL ?? left)),
    gty: 'token_exchange',
    scope: [...requestParamScopes].join(' ') || undefined,
  } as unknown as ConstructorParameters<typeof provider.AccessToken>[0]);
  token.resourceServer = target;
  return token;
}

/** Stores the token under the grant of the subject token, with which it goes, and records the exchange. */
async function saveToken(
  deps: AuthorizationServerDeps,
  ctx: Context,
  { subject, target, token }: { subject: AccessToken; target: ResourceServer; token: AccessToken },
): Promise<string> {
  return deps.em().transactional(async (em) => {
    const { grant, session } = await lockKinOf(deps, em, subject);
    const value = await token.save();
    const id = hashArtifactId(deps.keyring, 'AccessToken', value);
    await em.nativeUpdate(OauthArtifact, { id }, { grant, uid: session });
    recordEvent(em, {
      name: 'TOKEN EXCHANGED',
      occurredAt: deps.clock(),
      ...originOf(tokenRequestOrigin(ctx)),
      userId: subject.accountId,
      subjectId: subject.clientId ?? null,
      detail: `${String(subject.aud)} -> ${target.identifier()}`.slice(0, 255),
    });
    return value;
  });
}

/**
 * The grant in the row of a token, and the session with which it ends: those of a token that was exchanged before name another client, so its
 * payload has none.
 */
async function lockKinOf(
  { keyring }: AuthorizationServerDeps,
  em: EntityManager,
  token: AccessToken,
): Promise<{ grant: string; session: string | null }> {
  const id = hashArtifactId(keyring, 'AccessToken', token.jti);
  const row = await em.findOne(OauthArtifact, { id }, { disableIdentityMap: true });
  const where = { id: row?.grant ?? '' };
  const grant = await em.findOne(OauthGrant, where, { lockMode: LockMode.PESSIMISTIC_READ });
  if (!grant) throw new errors.InvalidRequest('the subject token is not valid');
  const ofSession = token.expiresWithSession ? token.sessionUid : row?.uid;
  return { grant: grant.id, session: ofSession ?? null };
}

function claimsOf(token: AccessToken): Claims {
  return (token as { extra?: Claims }).extra ?? {};
}

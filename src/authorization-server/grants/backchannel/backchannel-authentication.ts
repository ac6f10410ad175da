import { errors } from 'oidc-provider';
import type { Account, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { findHintedPerson } from '../../../commands/authentication/backchannel/find-hinted-person.ts';
import { openBackchannelRequest } from '../../../commands/authentication/backchannel/open-request.ts';
import { isBindingMessage } from '../../../domain/authentication/backchannel/request-rules.ts';
import type { Requirement } from '../../../domain/authentication/levels.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import {
  asksForVerificationCode,
  verificationCode,
} from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { makePolicy } from '../../../domain/mobile-authentication/policy.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { findActivePerson } from '../../accounts/find-account.ts';
import { hashArtifactId } from '../../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { requirementsOf } from '../../interactions/sign-in-requirements.ts';
import { checkUserCode, needsUserCode } from './check-user-code.ts';
import { readLoginHintToken } from './login-hint-token.ts';
import { tokenRequestOrigin } from '../../request-origin.ts';
import { requestedExpiryOf } from '../../tokens/lifetimes.ts';

/** Seconds between two token requests of a client. */
const interval = 5;

/** A request of the provider, saved. */
interface SavedRequest {
  jti: string;
  scopes: ReadonlySet<string>;
  resource?: string | string[] | undefined;
}

/**
 * Sign-in without a browser (OpenID Connect CIBA Core 1.0, poll and ping): the person approves on the phone. A hint of no person has the
 * answers of one who does not answer; one who reported a request those of one who refuses.
 */
export function backchannelAuthentication(deps: AuthorizationServerDeps) {
  return {
    enabled: true as const,
    deliveryModes: ['poll', 'ping'] as ('poll' | 'ping')[],
    validateRequestContext: (ctx: KoaContextWithOIDC) => checkRequest(deps, ctx),
    async validateBindingMessage(_ctx: KoaContextWithOIDC, text: string | undefined): Promise<void> {
      if (text !== undefined && !isBindingMessage(text))
        throw new errors.InvalidBindingMessage('binding_message is one line of 20 characters at most');
    },
    processLoginHint: async (ctx: KoaContextWithOIDC, hint = '') => personOf(deps, ctx, hint),
    processLoginHintToken: async (ctx: KoaContextWithOIDC, token = '') =>
      personOf(deps, ctx, await readLoginHintToken(deps, ctx, token)),
    async verifyUserCode(ctx: KoaContextWithOIDC, { accountId }: Account, code: string | undefined): Promise<void> {
      if (!needsUserCode(ctx, code)) return;
      const personId = await hintedPerson(deps, ctx, accountId);
      await checkUserCode(deps, ctx, { personId, hint: hintOf(ctx, accountId), code });
    },
    triggerAuthenticationDevice: (ctx: KoaContextWithOIDC, request: SavedRequest) => open(deps, ctx, request),
  };
}

/** Clients are notified by our own workflows, which try again, when a request was decided; the provider would try once. */
export function notifyByWorkflow(provider: Provider): void {
  Object.assign(provider.Client.prototype, { backchannelPing: async () => undefined });
}

/** The account of a request: the person of the hint, else what is none. */
async function personOf(deps: AuthorizationServerDeps, ctx: KoaContextWithOIDC, hint: string): Promise<string> {
  const found = await findHintedPerson(deps, hint);
  Object.assign(ctx.state, { hintedPerson: found, hint });
  return found ?? `no-person.${deps.random(16).toString('base64url')}`;
}

/** What is refused for every person alike. */
async function checkRequest(deps: AuthorizationServerDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const steps = await approvalSteps(deps);
  if (!steps) throw new errors.AccessDenied('no type of mobile authentication is set for sign-in');
  const required = await requiredBy(deps, ctx);
  const highest = asksForVerificationCode({ steps }) ? 3 : 2;
  if (!required || required.level > highest || required.isPhishingResistant)
    throw Object.assign(new errors.CustomOIDCProviderError('unmet_authentication_requirements'), {
      error_description: 'an approval on the phone cannot reach what is required',
    });
}

async function requiredBy(
  { registry }: AuthorizationServerDeps,
  { oidc }: KoaContextWithOIDC,
): Promise<Requirement | undefined> {
  return requirementsOf(await registry.current(), { ...oidc.params, client_id: oidc.client?.clientId });
}

/** The steps of an approval by which people sign in; undefined: that is not set up. */
async function approvalSteps({ configuration }: AuthorizationServerDeps) {
  const { general, types } = await configuration.current();
  const type = types.get(general.login_mobile_authentication_type);
  const { steps } = type ? makePolicy(type, (name) => types.get(name)) : { steps: [] };
  return steps.some(({ method }) => methodRules[method].channel === 'push') ? steps : undefined;
}

/** The provider has saved the request and written its answer. */
async function open(deps: AuthorizationServerDeps, ctx: KoaContextWithOIDC, request: SavedRequest): Promise<void> {
  const { params = {}, client, account } = ctx.oidc;
  const id = timeOrderedId(deps.clock().getTime());
  const text = (name: string) => params[name] as string | undefined;
  const isPing = client?.backchannelTokenDeliveryMode === 'ping';
  await openBackchannelRequest(deps, {
    id,
    artifactId: hashArtifactId(deps.keyring, 'BackchannelAuthenticationRequest', request.jti),
    clientId: client?.clientId ?? '',
    userId: await hintedPerson(deps, ctx, account?.accountId ?? ''),
    hint: hintOf(ctx, account?.accountId ?? ''),
    bindingMessage: text('binding_message'),
    authorizationDetails: text('authorization_details'),
    locale: text('ui_locales')?.split(' ')[0]?.slice(0, 64),
    scopes: [...request.scopes],
    resources: [request.resource ?? []].flat(),
    required: (await requiredBy(deps, ctx)) as Requirement,
    notification: isPing ? { authReqId: request.jti, token: text('client_notification_token') ?? '' } : undefined,
    requestedExpiry: requestedExpiryOf(ctx),
    origin: tokenRequestOrigin(ctx),
  });
  ctx.body = { ...(ctx.body as object), interval, ...(await shownCode(deps, id)) };
}

/** The person of a `login_hint`, or of its token, was looked for; that of an ID token is checked now. */
async function hintedPerson(
  deps: AuthorizationServerDeps,
  ctx: KoaContextWithOIDC,
  accountId: string,
): Promise<string | undefined> {
  if (ctx.state['hint'] !== undefined) return ctx.state['hintedPerson'] as string | undefined;
  return (await findActivePerson(deps, accountId))?.accountId;
}

/** What the client named the person by. */
function hintOf(ctx: KoaContextWithOIDC, accountId: string): string {
  return (ctx.state['hint'] as string | undefined) ?? accountId;
}

/** The six digits that the client shows and the person types, where the type asks for them: of the id, so that there are some for no person, too. */
async function shownCode(deps: AuthorizationServerDeps, id: string): Promise<{ verification_code?: string }> {
  const { keyring } = deps;
  const steps = await approvalSteps(deps);
  if (!steps || !asksForVerificationCode({ steps })) return {};
  return { verification_code: verificationCode(keyring.mac('verification-code', id, keyring.oldestId)) };
}

import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { errors } from 'oidc-provider';
import type { Grant, Provider } from 'oidc-provider';
import als from 'oidc-provider/lib/helpers/als.js';
import { giveBackBudget } from '../../../commands/authentication/backchannel/open-request.ts';
import { recordEvent } from '../../../commands/events/record-event.ts';
import { mayUseClient } from '../../../commands/tokens/clients/client-access.ts';
import { findConsent } from '../../../commands/tokens/consents/find-consents.ts';
import { notify } from '../../../database/notify.ts';
import { acrAchieved, achievedBy, isEnough } from '../../../domain/authentication/levels.ts';
import type { Achieved } from '../../../domain/authentication/levels.ts';
import { countersign, factorOfApproval } from '../../../domain/authentication/methods/countersign.ts';
import { asksForVerificationCode } from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { BackchannelRequest } from '../../../entities/authentication/backchannel-request.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { OauthArtifact } from '../../../entities/tokens/oauth-artifact.ts';
import { findActivePerson } from '../../accounts/find-account.ts';
import { hashArtifactId } from '../../adapter/artifact-id.ts';
import { toEpoch } from '../../adapter/epoch.ts';
import { rowHandle } from '../../adapter/codes/row-handle.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { detailsOf } from '../../resources/authorization-details.ts';
import { applyDecision } from '../../interactions/consents.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring' | 'registry'>;

/** How a request ends. */
type End =
  | { status: 'approved'; achieved: Achieved; at: Date }
  | { status: 'refused' | 'expired'; detail: string | null };

/** Decides a request that a client asks about, as far as it can be decided: a worker that was killed has left it. */
export async function decideDueRequest(deps: Deps, provider: Provider, authReqId: string): Promise<void> {
  const artifactId = hashArtifactId(deps.keyring, 'BackchannelAuthenticationRequest', authReqId);
  await decideRequest(deps, provider, { artifactId });
}

/** Writes the end of a request down, once, in one transaction: what the client gets, the event, and that it is to be notified. */
export async function decideRequest(
  deps: Deps,
  provider: Provider,
  where: { id: string } | { artifactId: Buffer },
): Promise<void> {
  // Outside of any request of the provider: the one that is under way is that of a client, which names requests by their values.
  await als.run(undefined, () =>
    deps.em().transactional(async (em) => {
      const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
      const request = await em.findOne(BackchannelRequest, { ...where, status: 'pending' }, lock);
      const end = request && (await endOf(deps, em, request));
      if (request && end) await write(deps, provider, { em, request, end });
    }),
  );
}

/** Undefined: it goes on. */
async function endOf(deps: Deps, em: EntityManager, request: BackchannelRequest): Promise<End | undefined> {
  const now = deps.clock();
  const approval = await em.findOne(Transaction, { id: request.id });
  const isApproved = approval?.status === 'authenticated' && approval.userId === request.userId;
  if (request.expiresAt <= now && !isApproved) return { status: 'expired', detail: null };
  if (request.refuseAt && request.refuseAt <= now) return { status: 'refused', detail: 'no phone was asked' };
  if (!approval || approval.status === 'pending' || approval.reason === 'expired') return undefined;
  if (!isApproved || !request.userId) return { status: 'refused', detail: approval.reason ?? null };
  const achieved = achievedByApproval(approval);
  const person = await findActivePerson({ em: () => em, keyring: deps.keyring }, request.userId);
  const { clientId, userId: personId } = request;
  const mayUse = await mayUseClient(deps, { clientId, personId });
  if (!person || !mayUse || !isEnough(request.required, achieved))
    return { status: 'refused', detail: 'not sufficient' };
  return { status: 'approved', achieved, at: approval.closedAt ?? now };
}

function achievedByApproval({ method, policy }: Transaction): Achieved {
  const factor = factorOfApproval(method, asksForVerificationCode(policy));
  const { isPhishingResistant } = countersign;
  return achievedBy([{ method: 'countersign', isPhishingResistant, provenAt: '', ...factor }]);
}

interface Decision {
  em: EntityManager;
  request: BackchannelRequest;
  end: End;
}

async function write(deps: Deps, provider: Provider, { em, request, end }: Decision): Promise<void> {
  const now = deps.clock();
  const isNotified = request.notification != null && end.status !== 'expired';
  const acr = end.status === 'approved' ? acrAchieved(end.achieved, request.required) : null;
  if (end.status === 'approved') {
    await approve(deps, provider, { em, request, end });
    await giveBackBudget(deps, request);
  }
  if (end.status === 'refused') await refuse(provider, em, request);
  request.status = end.status;
  request.endedAt = now;
  request.pingStatus = isNotified ? 'pending' : 'none';
  if (!isNotified) request.notification = null;
  recordEvent(em, {
    name: ({ approved: 'CIBA APPROVED', refused: 'CIBA REFUSED', expired: 'CIBA EXPIRED' } as const)[end.status],
    occurredAt: now,
    requestId: request.requestId ?? null,
    clientId: request.clientId,
    userId: request.userId ?? null,
    subjectId: request.id,
    detail: end.status === 'approved' ? acr : end.detail,
  });
  await em.flush();
  if (isNotified) await notify(em, 'backchannel', request.id);
}

async function approve(
  deps: Deps,
  provider: Provider,
  { em, request, end }: Decision & { end: Extract<End, { status: 'approved' }> },
): Promise<void> {
  const saved = await findSaved(provider, em, request);
  if (!saved) return;
  const grant = new provider.Grant({ accountId: request.userId ?? '', clientId: request.clientId });
  await fillGrant(deps, em, { grant, request });
  await grant.save();
  await provider.backchannelResult(saved, grant, {
    acr: acrAchieved(end.achieved, request.required) ?? '',
    amr: end.achieved.amr,
    authTime: toEpoch(end.at),
    ...detailsOfRequest(request),
  });
}

/** What the person approved on the phone, which the provider takes with the decision. */
function detailsOfRequest({ authorizationDetails }: BackchannelRequest): object {
  return authorizationDetails ? { rar: detailsOf(authorizationDetails) } : {};
}

/** A client of the same house has what it asked for; any other what the person had remembered. */
async function fillGrant(
  { registry, clock }: Deps,
  em: EntityManager,
  { grant, request }: { grant: Grant; request: BackchannelRequest },
): Promise<void> {
  const { clients, resources } = await registry.current();
  const client = clients.get(request.clientId)?.client;
  const consent = client?.firstParty
    ? undefined
    : await findConsent({ em: () => em, clock }, { userId: request.userId ?? '', clientId: request.clientId });
  if (consent) applyDecision(grant, consent.scopes, consent.refusedClaims);
  const isGranted = (needsConsent: boolean) => client?.firstParty === true || !needsConsent;
  const own = request.scopes.filter((name) => isGranted(name !== 'openid'));
  if (own.length > 0) grant.addOIDCScope(own.join(' '));
  for (const identifier of request.resources) {
    const offered = resources.get(identifier)?.scopes ?? [];
    const names = offered.filter(({ name, consent: asks }) => request.scopes.includes(name) && isGranted(asks));
    if (names.length > 0) grant.addResourceScope(identifier, names.map(({ name }) => name).join(' '));
  }
}

/** What the phone answers, a report or a freeze: the client sees one refusal. */
async function refuse(provider: Provider, em: EntityManager, request: BackchannelRequest): Promise<void> {
  const saved = await findSaved(provider, em, request);
  if (!saved) return;
  const refusal = new errors.AccessDenied('the person did not approve the sign-in');
  // The provider writes it under a name that it does not read.
  Object.assign(saved, { errorDescription: refusal.error_description });
  await provider.backchannelResult(saved, refusal);
}

/** The request as the provider keeps it; undefined: it went with its client or its person. */
async function findSaved(provider: Provider, em: EntityManager, { artifactId }: BackchannelRequest) {
  if ((await em.count(OauthArtifact, { id: artifactId })) === 0) return undefined;
  return provider.BackchannelAuthenticationRequest.find(rowHandle(artifactId), { ignoreExpiration: true });
}

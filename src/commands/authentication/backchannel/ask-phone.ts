import { backchannelPrefix, messageWith } from '../../../domain/authentication/backchannel/request-rules.ts';
import { strictestOf } from '../../../domain/authentication/levels.ts';
import type { Requirement } from '../../../domain/authentication/levels.ts';
import { fieldsOf, linesOf } from '../../../domain/tokens/resources/authorization-details.ts';
import type { AuthorizationDetail } from '../../../domain/tokens/resources/authorization-details.ts';
import { BackchannelRequest } from '../../../entities/authentication/backchannel-request.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';
import { approvalMessage } from '../methods/countersign/approval-message.ts';
import { findPolicyOfClient, findPolicyOfUser, findRequirement } from '../policies/applied-policy.ts';
import { isPushFrozen } from '../../mobile-authentication/push-freeze.ts';
import { initialiseTransaction } from '../../mobile-authentication/initialise/initialise-transaction.ts';
import { mayUseClient } from '../../tokens/clients/client-access.ts';
import { consentLines, needsConsent } from '../../tokens/consents/consent-lines.ts';
import type { OauthRegistry } from '../../tokens/registry/oauth-registry.ts';
import { findConsent, isDecided } from '../../tokens/consents/find-consents.ts';
import { refusalTime } from './open-request.ts';

type Deps = Pick<
  FlowDeps,
  'em' | 'clock' | 'random' | 'keyring' | 'removals' | 'configuration' | 'registry' | 'policies'
> &
  Pick<FlowDeps, 'geolocation'>;

/**
 * Opens the approval of a request. Where there is no person, or none who may be asked, it goes on until it expires, as if the person did not
 * answer. Where pushes are frozen or over their budget it is refused after a pause.
 * @returns the approval, which is to be started; undefined when there is none.
 */
export async function askPhone(deps: Deps, id: string): Promise<Transaction | undefined> {
  const em = deps.em();
  const request = await em.findOne(BackchannelRequest, { id, status: 'pending', refuseAt: null });
  if (!request) return undefined;
  const asked = await em.findOne(Transaction, { id });
  if (asked) return asked;
  const required = await requirementOf(deps, request);
  const pending = { id, status: 'pending' as const };
  // Before there is an approval, which may be answered, and decided by it, at once.
  if (required) await em.nativeUpdate(BackchannelRequest, pending, { required });
  const opened = required && (await openApproval(deps, request));
  if (typeof opened === 'object') return opened;
  await em.nativeUpdate(BackchannelRequest, pending, { refuseAt: opened ? refusalTime(deps) : request.expiresAt });
  return undefined;
}

/** What is required of the approval, policies included; undefined: the person may not sign in here by it. */
async function requirementOf(deps: Deps, request: BackchannelRequest): Promise<Requirement | undefined> {
  const { userId, clientId } = request;
  const em = deps.em();
  if (!userId || (await em.count(Person, { user: userId, status: 'active' })) === 0) return undefined;
  if (!(await mayUseClient(deps, { clientId, personId: userId }))) return undefined;
  const policies = await Promise.all([findPolicyOfClient(em, clientId), findPolicyOfUser(em, userId)]);
  if (policies.some((policy) => policy && !policy.methods.includes('countersign'))) return undefined;
  // Where the person is cannot be known, nor with what: the request is the client's.
  const origin = { requestId: request.requestId ?? request.id };
  const { isDenied, required } = await findRequirement(deps, {
    clientId,
    userId,
    device: undefined,
    trusted: undefined,
    origin,
  });
  if (isDenied || !(await isConsentGiven(deps, { ...request, userId }))) return undefined;
  return strictestOf([request.required, required]);
}

/** No page can ask for consent: a client of another house gets what needs none, or what the person had remembered. */
async function isConsentGiven(
  deps: Deps,
  {
    userId,
    clientId,
    scopes,
    resources,
  }: Pick<BackchannelRequest, 'clientId' | 'scopes' | 'resources'> & { userId: string },
): Promise<boolean> {
  const registry = await deps.registry.current();
  const client = registry.clients.get(clientId)?.client;
  if (!client?.enabled) return false;
  const lines = consentLines(registry, { clientId, scope: scopes, resource: resources });
  if (client.firstParty || !lines.some(needsConsent)) return true;
  const consent = await findConsent(deps, { userId, clientId });
  return consent?.remember === true && isDecided(consent, lines);
}

/** `refused`: pushes are frozen, or over their budget. Undefined: no phone can be asked. */
async function openApproval(deps: Deps, request: BackchannelRequest): Promise<Transaction | 'refused' | undefined> {
  const { id, clientId, userId, bindingMessage, expiresAt } = request;
  const { general, types } = await deps.configuration.current();
  const typeName = general.login_mobile_authentication_type;
  const locale = request.locale ?? 'en';
  if (!types.has(typeName) || !userId || expiresAt <= deps.clock()) return undefined;
  const message = await approvalMessage(deps, { clientId, locale }, typeName);
  const requestId = request.requestId ?? id;
  return initialiseTransaction(deps, {
    apiClientId: `${backchannelPrefix}${clientId}`,
    requestId,
    origin: { requestId, clientId },
    typeName,
    isOwn: true,
    fixed: { id, expiresAt },
    userId,
    phone: { by: 'user_id' },
    message: messageWith(bindingMessage ?? null, message, general.message_max_length),
    languageCode: locale,
    ...detailsToSign(await deps.registry.current(), request),
    ...{ callbackUri: undefined, ipAddress: undefined },
    ...{ userAgent: undefined, phoneNumber: undefined, idempotencyKey: undefined },
  }).catch(async (error: unknown) => {
    if (!(error instanceof CountersignError) || error.httpStatus >= 500) throw error;
    return error.code === 'push_budget_spent' || (await isPushFrozen(deps, userId)) ? 'refused' : undefined;
  });
}

/** What the phone shows of `authorization_details`, and the details themselves: it signs both (dynamic linking). */
function detailsToSign({ resources }: OauthRegistry, { authorizationDetails }: BackchannelRequest) {
  if (!authorizationDetails) return { signingData: undefined, secureMessage: undefined };
  const types = [...resources.values()].flatMap(({ authorizationDetailsTypes }) => authorizationDetailsTypes);
  const fields = (JSON.parse(authorizationDetails) as AuthorizationDetail[]).flatMap((detail) => {
    const declared = types.find(({ type }) => type === detail.type);
    return declared ? fieldsOf(declared, detail) : [];
  });
  return { signingData: authorizationDetails, secureMessage: linesOf(fields) };
}

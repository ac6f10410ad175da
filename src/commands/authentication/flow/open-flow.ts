import { achievedBy, isEnough, requirementOfAcr, strictestOf } from '../../../domain/authentication/levels.ts';
import type { ProvenFactor, Requirement } from '../../../domain/authentication/levels.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { isOfMethods } from '../../../domain/authentication/methods/methods-of-session.ts';
import { helpfulMethods } from '../../../domain/authentication/methods/helpful-methods.ts';
import { bothPolicies, requirementAt } from '../../../domain/authentication/policies/authentication-policy.ts';
import type {
  AuthenticationPolicy,
  FlowPolicy,
} from '../../../domain/authentication/policies/authentication-policy.ts';
import { undecidedConditions } from '../../../domain/authentication/policies/conditions.ts';
import type { SignInContext } from '../../../domain/authentication/policies/conditions.ts';
import { withTrust } from '../../../domain/authentication/policies/trusted-devices.ts';
import { factorOfSession, isFresh } from '../../../domain/authentication/session-factor.ts';
import type { AuthorizationRequest } from '../../../domain/authentication/flow/authorization-request.ts';
import type { FormerSignIn } from '../../../domain/authentication/session-factor.ts';
import { localesFor } from '../../../domain/configuration/locale.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { TrustedDevice } from '../../../entities/authentication/trusted-device.ts';
import type { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { ChosenAccount } from '../browser-accounts/chosen-account.ts';
import { knownDeviceOf } from '../known-devices/known-device.ts';
import { hashTrustTokens } from '../trusted-devices/find-trusted-device.ts';
import { acceptTrust, noteTrust } from '../trusted-devices/accept-trust.ts';
import { findPolicyOfUser } from '../policies/applied-policy.ts';
import { registeredPolicyOf } from '../policies/registered-policies.ts';
import { findCountryForPolicies } from '../policies/sign-in-place.ts';
import { recordFlowEvent } from './change-flow.ts';
import type { LockedFlow } from './change-flow.ts';
import { hashFlowCookie } from './find-flow.ts';
import { insertFlow } from './flow-rows.ts';
import type { FlowDeps } from './flow-deps.ts';
import { findChosenAccount, findOwnMethods, findShownPerson, offeredMethods } from './own-methods.ts';

/** What is kept of the request that began a flow. */
export interface KeptRequest extends AuthorizationRequest {
  chosen?: ChosenAccount | undefined;
  /** What vouches for the browser, as `knownDeviceOf` reads it. */
  device?: string | undefined;
  /** Where it was, if policies ask for that: ISO 3166-1; null: not known. */
  country?: string | null;
  /** Public handle of the session of the browser, which goes on when a password is changed in the flow. */
  sessionId?: string | undefined;
  /** Hashes by which the browser is found as one that a person trusts. Empty where that does not count. */
  trusted?: readonly string[];
}

export interface NewFlow {
  client: OauthClient;
  interactionId: string | null;
  request: AuthorizationRequest;
  /** What the authorization server requires, resources among it. */
  minimum?: Partial<Requirement>;
  /** The browser's session, where it may stand for a factor. */
  session?: FormerSignIn | undefined;
  /** Public handle of the browser's session, whether it counts or not. */
  sessionId?: string | undefined;
  /** Whom the person chose among the accounts of the browser. */
  chosenPersonId?: string | undefined;
  /** `Accept-Language`. */
  languages: string;
  /** What vouches for the browser. */
  device?: string | undefined;
  /** What the browser keeps of persons who trust it. */
  trusted?: string | undefined;
  origin: RequestOrigin;
}

/** Bytes of the cookie, and of the address. */
const sizes = { cookie: 32, address: 16 };

/**
 * Begins a sign-in. One that builds on a session is of its person, and done where the session is enough.
 * @returns the flow, and its cookie, which is only in this answer.
 */
export async function openFlow(deps: FlowDeps, asked: NewFlow): Promise<{ flow: AuthenticationFlow; cookie: string }> {
  const { client, interactionId, request, languages, origin } = asked;
  const now = deps.clock();
  const cookie = deps.random(sizes.cookie).toString('base64url');
  const { general } = await deps.configuration.current();
  const country = await findCountryForPolicies(deps, origin);
  const trusted = isOldEnough(asked) ? hashTrustTokens(deps.keyring, asked.trusted) : [];
  const demand = await demandOf(deps, { ...asked, country }, now);
  const { policy, isDenied, former } = demand;
  const device = former && (await acceptTrust(deps.em(), { ...demand, personId: former.accountId, trusted, now }));
  const required = device ? withTrust(demand.required) : demand.required;
  const flow: AuthenticationFlow = {
    id: `auth_session_${deps.random(sizes.address).toString('base64url')}`,
    cookieHash: hashFlowCookie(deps.keyring, cookie),
    clientId: client.id,
    interactionId,
    request: JSON.stringify({
      ...request,
      device: asked.device,
      sessionId: asked.sessionId,
      chosen: former ? undefined : await findChosenAccount(deps, asked.chosenPersonId),
      country,
      trusted,
    } satisfies KeptRequest),
    locale: chooseLocale(general.supported_locales, request.ui_locales, languages),
    policy,
    required,
    exhaustedMethods: [],
    challengeId: null,
    remember: false,
    createdAt: now,
    expiresAt: new Date(now.getTime() + bounds['flow-lifetime'].most * 1000),
    completedAt: null,
    usedAt: null,
    ...(isDenied ? noBeginning('failed', []) : await beginning(deps, { policy, required, former })),
  };
  await writeBeginning(deps, { flow, now, origin, events: [] }, { isDenied, former, device });
  return { flow, cookie };
}

/** Inserts the flow with the events of its beginning. */
async function writeBeginning(
  deps: FlowDeps,
  opened: Omit<LockedFlow, 'em'>,
  { isDenied, former, device }: Pick<Demand, 'isDenied' | 'former'> & { device: TrustedDevice | undefined },
): Promise<void> {
  const { flow, events } = opened;
  recordFlowEvent(opened, 'AUTHENTICATION STARTED');
  if (isDenied) recordFlowEvent(opened, 'AUTHENTICATION FAILED', { detail: 'policy' });
  if (former && flow.status === 'pending') recordFlowEvent(opened, 'AUTHENTICATION STEP UP', { detail: former.acr });
  if (!device) return insertFlow(deps.em(), flow, events);
  await deps.em().transactional(async (em) => {
    await noteTrust({ ...opened, em }, device);
    await insertFlow(em, flow, events);
  });
}

type Beginning = Pick<AuthenticationFlow, 'status' | 'factors' | 'methods' | 'personId' | 'personDisplay'>;

/** Where a flow begins: with nothing, or with the session of a person. */
async function beginning(
  deps: FlowDeps,
  { policy, required, former }: { policy: FlowPolicy; required: Requirement; former: FormerSignIn | undefined },
): Promise<Beginning> {
  if (!former) return noBeginning('pending', await offeredMethods(deps, policy.firstFactors));
  const factors: ProvenFactor[] = [factorOfSession(former)];
  const done = isEnough(required, achievedBy(factors));
  const { accountId: personId } = former;
  const own = done ? [] : await findOwnMethods(deps, { policy, exhaustedMethods: [] }, personId);
  return {
    status: done ? 'authenticated' : 'pending',
    factors,
    methods: helpfulMethods(own, factors, required),
    personId,
    personDisplay: (await findShownPerson(deps.em(), personId)).display,
  };
}

interface Demand {
  policy: FlowPolicy;
  isDenied: boolean;
  required: Requirement;
  /** The session, where it is new enough to count. */
  former: FormerSignIn | undefined;
}

/**
 * What a flow has to reach: what the request asks for, by the policy of the client. Where a session is new enough for that, its person is
 * known, and their policy holds too.
 */
async function demandOf(
  { em: fork, keyring, policies: source }: Pick<FlowDeps, 'em' | 'keyring' | 'policies'>,
  { client, request, minimum = {}, session, device, country, origin }: NewFlow & { country: string | null },
  now: Date,
): Promise<Demand> {
  const em = fork();
  const place = { address: origin.clientIp ?? null, now, country };
  const asked = [...requirementsOfRequest(client, request), minimum];
  const ofClient = registeredPolicyOf(await source.current(), client.id);
  const demand = (policies: AuthenticationPolicy[], context: SignInContext) => {
    const { isDenied, required } = requirementAt(policies, context);
    return { isDenied, required: strictestOf([required, ...asked]) };
  };
  const undecided = undecidedConditions(ofClient.conditions, place);
  const withoutPerson = { policy: { ...ofClient, undecided }, ...demand([ofClient], place), former: undefined };
  if (!session || !isFresh(session, withoutPerson.required.maxAge, now)) return withoutPerson;
  // By another client's policy it may have been made with what this one does not allow.
  if (!isOfMethods(session.methods, ofClient.methods)) return withoutPerson;
  const ofUser = await findPolicyOfUser(em, session.accountId);
  if (ofUser && !isOfMethods(session.methods, ofUser.methods)) return withoutPerson;
  const policies = ofUser ? [ofClient, ofUser] : [ofClient];
  const known = await knownDeviceOf({ em: () => em, keyring }, device, session.accountId);
  const context = { ...place, isNewDevice: known === undefined };
  const withPerson = { policy: ofUser ? bothPolicies(ofClient, ofUser) : ofClient, former: session };
  const demanded = demand(policies, context);
  return isFresh(session, demanded.required.maxAge, now) ? { ...withPerson, ...demanded } : withoutPerson;
}

/** Whether a trusted device counts: not where the request, or a resource, asks how old the sign-in may be. */
function isOldEnough({ request, minimum = {} }: NewFlow): boolean {
  return request.max_age === undefined && request.is_new_asked !== true && (minimum.maxAge ?? null) === null;
}

function noBeginning(status: 'pending' | 'failed', methods: SignInMethodName[]): Beginning {
  return { status, factors: [], methods, personId: null, personDisplay: null };
}

/** What the client, `acr_values` and `max_age` ask for. */
function requirementsOfRequest(
  client: Pick<OauthClient, 'defaultAcrValues'>,
  { acr_values: asked, max_age: maxAge }: AuthorizationRequest,
): Partial<Requirement>[] {
  return [requirementOfAcr(client.defaultAcrValues.join(' ')), requirementOfAcr(asked), { maxAge: maxAge ?? null }];
}

/** The first language that is asked for and supported; English without one. */
function chooseLocale(supported: readonly string[], asked: string | undefined, languages: string): string {
  const accepted = languages.split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  for (const tag of [...(asked ?? '').split(' '), ...accepted].filter(Boolean).slice(0, 20)) {
    const found = localesFor(tag).find((locale) => supported.includes(locale));
    if (found && (found !== 'en' || /^en\b/i.test(tag))) return found;
  }
  return 'en';
}

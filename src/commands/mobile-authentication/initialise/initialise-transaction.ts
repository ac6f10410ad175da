import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import { findDefaultMessage } from '../../../domain/configuration/mobile-authentication-types/default-message.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { parsePhoneNumber } from '../../../domain/persons/contacts/phone-number.ts';
import { makePolicy } from '../../../domain/mobile-authentication/policy.ts';
import type { MethodStep, TransactionPolicy } from '../../../domain/mobile-authentication/policy.ts';
import type { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { isCallbackAllowed } from '../callback/is-callback-allowed.ts';
import type { Geolocation } from '../../../domain/mobile-authentication/context/geolocation.ts';
import { loadContext } from '../context/load-context.ts';
import type { LoadedContext } from '../context/load-context.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { isBlocked } from '../../persons/users/blocked-users.ts';
import { isPushFrozen } from '../push-freeze.ts';
import { findChosenPhones } from './find-enrolled-phones.ts';
import type { EnrolledPhone, PhoneChoice } from './find-enrolled-phones.ts';
import { findByIdempotencyKey, openTransaction } from './open-transaction.ts';
import type { RequestIdentity, TransactionContent } from './open-transaction.ts';
import { limitsOfSteps, recordNoPush, stepsWithoutPush } from './push-steps.ts';

type Deps = CommandDeps & { configuration: ConfigurationSource; geolocation: Geolocation };

/** Request of a site. */
export interface InitialiseRequest {
  apiClientId: string;
  requestId: string;
  /** Of the call itself, for events. */
  origin: RequestOrigin;
  typeName: string;
  userId: string | undefined;
  phone: PhoneChoice;
  callbackUri: string | undefined;
  /** Asked by Countersign itself, which follows the record: there is no site to call back. */
  isOwn?: boolean;
  /** The id of the row, and how long it is open, where Countersign has decided both before. */
  fixed?: { id: string; expiresAt: Date };
  message: string | undefined;
  signingData: string | undefined;
  secureMessage: string | undefined;
  phoneNumber: string | undefined;
  languageCode: string | undefined;
  /** Location of the user, as the site sees it. */
  ipAddress: string | undefined;
  userAgent: string | undefined;
  idempotencyKey: string | undefined;
}

/**
 * Checks a request against the configuration, finds the methods that can be initialised and inserts the pending row.
 * @throws CountersignError with the codes of contract/mobile-authentication.md section 4.
 */
export async function initialiseTransaction(deps: Deps, request: InitialiseRequest): Promise<Transaction> {
  const identity = identify(deps, request);
  const earlier = identity && (await findByIdempotencyKey(deps, request.apiClientId, identity));
  if (earlier) return earlier;
  const snapshot = await deps.configuration.current();
  const type = checkType(snapshot, request);
  const message = checkMessage(snapshot, request);
  const policy = { ...makePolicy(type, (name) => snapshot.types.get(name)), ...lifetimeOf(deps, request) };
  // A text message has no callback, because the site sends the code itself, unless it can become a push.
  const isForApp = policy.steps.some(({ method }) => methodRules[method].decidedBy === 'app');
  const callbackUri = isForApp ? request.callbackUri : undefined;
  checkCallback(snapshot, callbackUri);
  // Independent of each other, so run in parallel.
  const shown = isForApp ? loadContext(deps, snapshot, request) : asSent(request);
  const [usable, loaded] = await Promise.all([findUsableSteps(deps, snapshot, policy.steps, request), shown]);
  let isBudgetSpent = false;
  const contentWith = (steps: MethodStep[]) =>
    contentOf(request, { type, policy: { ...policy, steps }, message, callbackUri, usable, loaded });
  const opening = {
    content: contentWith([...usable.steps]),
    limits: limitsOfSteps(snapshot.general, { userId: request.userId, steps: usable.steps }),
    beyondLimits: (retryAfterSeconds: number) => {
      isBudgetSpent = true;
      return contentWith(stepsWithoutPush(usable.steps, retryAfterSeconds));
    },
  };
  try {
    const beside = { identity, event: loaded.failure && { ...originOf(request.origin), ...loaded.failure } };
    return await openTransaction(deps, opening, beside);
  } finally {
    if (isBudgetSpent) await recordNoPush(deps, 'PUSH AUTH INIT FAILURE BUDGET SPENT', usable.steps, request);
  }
}

interface Content {
  type: MobileAuthenticationType;
  policy: TransactionPolicy;
  message: string;
  callbackUri: string | undefined;
  usable: UsableSteps;
  loaded: LoadedContext;
}

function contentOf(
  request: InitialiseRequest,
  { type, policy, message, callbackUri, usable: { phone, phoneNumber }, loaded: { secureMessage, context } }: Content,
): TransactionContent {
  return {
    apiClientId: request.apiClientId,
    ...(request.fixed ? { id: request.fixed.id } : {}),
    requestId: request.requestId,
    typeName: type.name,
    ...(request.userId ? { userId: request.userId } : {}),
    method: (policy.steps[0] as MethodStep).method,
    policy,
    message,
    ...(phone ? { registrationId: phone.registrationId, deviceId: phone.deviceId, device: snapshotOf(phone) } : {}),
    ...(phoneNumber ? { phoneNumber } : {}),
    ...(secureMessage ? { secureMessage } : {}),
    ...(context ? { context: JSON.stringify(context) } : {}),
    ...(request.signingData && policy.transactionSigning !== false ? { signingData: request.signingData } : {}),
    ...(callbackUri ? { callbackUri } : {}),
  };
}

/** Seconds, where they are not those of the type. */
function lifetimeOf({ clock }: Deps, { fixed }: InitialiseRequest): { timeToLive?: number } {
  return fixed ? { timeToLive: Math.max(1, Math.ceil((fixed.expiresAt.getTime() - clock().getTime()) / 1000)) } : {};
}

/** A text message shows only the message. */
function asSent({ secureMessage }: InitialiseRequest): LoadedContext {
  return { secureMessage };
}

/** Error when the requested method and its fallbacks are off, or none reaches this user. */
function refusalOf(snapshot: ConfigurationSnapshot, [first]: readonly MethodStep[]): ErrorCode {
  return (first && methodRules[first.method].switchedOff(snapshot.general)) ?? 'no_authentication_possibilities';
}

function snapshotOf({
  deviceName: name,
  platform,
  applicationVersionId,
  application,
  publicJwk,
}: EnrolledPhone): DeviceSnapshot {
  return { name, platform, applicationVersionId, application, publicJwk };
}

function identify(deps: Deps, request: InitialiseRequest): RequestIdentity | undefined {
  const { idempotencyKey, requestId: _, origin: __, ...asked } = request;
  if (!idempotencyKey) return undefined;
  return {
    keyHash: deps.keyring.lookupHash(idempotencyKey, 'idempotency_key'),
    requestHash: deps.keyring.lookupHash(JSON.stringify(asked), 'idempotency_request'),
  };
}

function checkType(snapshot: ConfigurationSnapshot, request: InitialiseRequest): MobileAuthenticationType {
  if (!snapshot.general.mobile_authentication_enabled) throw new CountersignError('mobile_authentication_disabled');
  const type = snapshot.types.get(request.typeName);
  if (!type) throw new CountersignError('type_not_found');
  const [wrong] = wrongParameters(request, type);
  if (wrong) throw new CountersignError('invalid_request', { extra: { parameter: wrong } });
  return type;
}

/** Names of missing or forbidden parameters. */
function wrongParameters(
  { userId, phone, callbackUri, isOwn = false }: InitialiseRequest,
  type: MobileAuthenticationType,
): string[] {
  const { requiredParameters, refusedParameters } = methodRules[type.method];
  const given = { user_id: userId, phone: phone.by === 'user_id' || phone.value, callback_uri: callbackUri };
  // A site that knows no phone of the user can still ask for a type that falls back.
  const isNeeded = (name: keyof typeof given) =>
    !(name === 'phone' && type.fallbackType) && !(name === 'callback_uri' && isOwn);
  const missing = requiredParameters.filter((name) => !given[name] && isNeeded(name));
  const unwanted = refusedParameters.filter((name) => given[name]);
  return [...missing, ...unwanted].map((name) => (name === 'phone' ? phone.by : name));
}

function checkMessage(snapshot: ConfigurationSnapshot, request: InitialiseRequest): string {
  const message =
    request.message ??
    findDefaultMessage(request.typeName, request.languageCode, (key, locale) =>
      snapshot.messageTemplates.get(`${key}\n${locale}`),
    );
  if (message === undefined) throw new CountersignError('invalid_request', { extra: { parameter: 'message' } });
  // Characters as a person counts them, not UTF-16 units.
  if ([...message].length > snapshot.general.message_max_length) throw new CountersignError('message_too_long');
  return message;
}

function checkCallback(snapshot: ConfigurationSnapshot, callbackUri: string | undefined): void {
  if (callbackUri && !isCallbackAllowed(snapshot, callbackUri)) throw new CountersignError('callback_not_allowed');
}

interface UsableSteps {
  steps: MethodStep[];
  phone: EnrolledPhone | undefined;
  phoneNumber: string | undefined;
}

/** The possible steps in order. When there is none, the refusal of the last one is the error for the site. */
async function findUsableSteps(
  deps: Deps,
  snapshot: ConfigurationSnapshot,
  steps: readonly MethodStep[],
  request: InitialiseRequest,
): Promise<UsableSteps> {
  const needsPhone = steps.some(({ method }) => methodRules[method].channel === 'push');
  const needsNumber = steps.some(
    ({ method }) => methodRules[method].channel === 'sms' && !methodRules[method].switchedOff(snapshot.general),
  );
  const phoneNumber = needsNumber ? parsePhoneNumber(request.phoneNumber) : undefined;
  // We ask for an approval of a person who may have no number: then there is no text message.
  if (needsNumber && !phoneNumber && !request.isOwn) throw new CountersignError('phone_number_invalid');
  if (needsNumber && request.userId !== undefined && (await isBlocked(deps.em(), request.userId)))
    throw new CountersignError('no_authentication_possibilities');
  const [phone] = needsPhone ? await findChosenPhones(deps, request.userId as string, request.phone) : [];
  const prerequisites = { pushEnrolled: phone !== undefined, factorReady: phone?.factorReady ?? false, phoneNumber };
  const usable = steps.filter(
    ({ method }) => !methodRules[method].switchedOff(snapshot.general) && !methodRules[method].missing(prerequisites),
  );
  if (needsPhone && !phone && (await isPushFrozen(deps, request.userId as string)))
    await recordNoPush(deps, 'PUSH AUTH INIT FAILURE USER FROZEN', usable, request);
  if (usable.length === 0) throw new CountersignError(refusalOf(snapshot, steps));
  return { steps: usable, phone, phoneNumber };
}

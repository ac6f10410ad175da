import type { EntityManager } from '@mikro-orm/postgresql';
import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import { findDefaultMessage } from '../../../domain/mobile-authentication/default-message.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { parsePhoneNumber } from '../../../domain/mobile-authentication/phone-number.ts';
import { makePolicy } from '../../../domain/mobile-authentication/policy.ts';
import type { MethodStep, TransactionPolicy } from '../../../domain/mobile-authentication/policy.ts';
import type { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import type { Transaction } from '../../../entities/happenings/transaction.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { isCallbackAllowed } from '../callback/is-callback-allowed.ts';
import type { Geolocation } from '../context/geolocation.ts';
import { loadContext } from '../context/load-context.ts';
import type { LoadedContext } from '../context/load-context.ts';
import { originOf } from '../../request-origin.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { isPushFrozen } from '../../users/push-freeze.ts';
import { findChosenPhones } from './find-enrolled-phones.ts';
import type { EnrolledPhone, PhoneChoice } from './find-enrolled-phones.ts';
import { findByIdempotencyKey, openTransaction } from './open-transaction.ts';
import type { RequestIdentity, TransactionContent } from './open-transaction.ts';
import { recordNoPush, withinPushBudget } from './push-steps.ts';

type Deps = CommandDeps & { configuration: ConfigurationSource; geolocation: Geolocation };

/** What a site asks for. */
export interface InitialiseRequest {
  apiClientId: string;
  requestId: string;
  /** Of the call itself, for events. */
  origin: RequestOrigin;
  typeName: string;
  userId: string | undefined;
  phone: PhoneChoice;
  callbackUri: string | undefined;
  message: string | undefined;
  signingData: string | undefined;
  secureMessage: string | undefined;
  phoneNumber: string | undefined;
  languageCode: string | undefined;
  /** Where the user is who started this, as the site sees it. */
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
  const policy = makePolicy(type, (name) => snapshot.types.get(name));
  // A text message has no callback, the site itself hands in the code: unless it can become a push.
  const isForApp = policy.steps.some(({ method }) => methodRules[method].decidedBy === 'app');
  const callbackUri = isForApp ? request.callbackUri : undefined;
  checkCallback(snapshot, callbackUri);
  // Both take time, and neither needs the other.
  const shown = isForApp ? loadContext(deps, snapshot, request) : asSent(request);
  const [usable, loaded] = await Promise.all([findUsableSteps(deps, snapshot, policy.steps, request), shown]);
  let isBudgetSpent = false;
  const complete = async (within?: EntityManager): Promise<TransactionContent> => {
    const spending = { userId: request.userId, steps: usable.steps, within, onSpent: () => void (isBudgetSpent = true) };
    const steps = await withinPushBudget(deps, snapshot.general, spending);
    return contentOf(request, { type, policy: { ...policy, steps }, message, callbackUri, usable, loaded });
  };
  try {
    const beside = { identity, event: loaded.failure && { ...originOf(request.origin), ...loaded.failure } };
    return await openTransaction(deps, { apiClientId: request.apiClientId, complete }, beside);
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

function contentOf(request: InitialiseRequest, { type, policy, message, callbackUri, usable: { phone, phoneNumber }, loaded: { secureMessage, context } }: Content): TransactionContent {
  return {
    apiClientId: request.apiClientId,
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

/** A text message is the message alone. */
function asSent({ secureMessage }: InitialiseRequest): LoadedContext {
  return { secureMessage };
}

/** The method the site asked for is off and nothing can stand in for it, or there is no way to this user. */
function refusalOf(snapshot: ConfigurationSnapshot, [first]: readonly MethodStep[]): ErrorCode {
  return (first && methodRules[first.method].switchedOff(snapshot.general)) ?? 'no_authentication_possibilities';
}

function snapshotOf({ deviceName: name, platform, applicationVersionId, application, publicJwk }: EnrolledPhone): DeviceSnapshot {
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

/** Names of parameters that are missing, or must not be there. */
function wrongParameters({ userId, phone, callbackUri }: InitialiseRequest, type: MobileAuthenticationType): string[] {
  const { requiredParameters, refusedParameters } = methodRules[type.method];
  const given = { user_id: userId, phone: phone.by === 'user_id' || phone.value, callback_uri: callbackUri };
  // A site that knows no phone of the user can still ask for a type that falls back.
  const missing = requiredParameters.filter((name) => !given[name] && !(name === 'phone' && type.fallbackType));
  const unwanted = refusedParameters.filter((name) => given[name]);
  return [...missing, ...unwanted].map((name) => (name === 'phone' ? phone.by : name));
}

function checkMessage(snapshot: ConfigurationSnapshot, request: InitialiseRequest): string {
  const message = request.message ?? findDefaultMessage(request.typeName, request.languageCode, (key, locale) => snapshot.messageTemplates.get(`${key}\n${locale}`));
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

/** The steps whose prerequisites are there, in order. The refusal of the last one is what the site is told when none is. */
async function findUsableSteps(
  deps: Deps,
  snapshot: ConfigurationSnapshot,
  steps: readonly MethodStep[],
  request: InitialiseRequest,
): Promise<UsableSteps> {
  const needsPhone = steps.some(({ method }) => methodRules[method].channel === 'push');
  const needsNumber = steps.some(({ method }) => methodRules[method].channel === 'sms' && !methodRules[method].switchedOff(snapshot.general));
  const phoneNumber = needsNumber ? parsePhoneNumber(request.phoneNumber) : undefined;
  if (needsNumber && !phoneNumber) throw new CountersignError('phone_number_invalid');
  const [phone] = needsPhone ? await findChosenPhones(deps, request.userId as string, request.phone) : [];
  const prerequisites = { pushEnrolled: phone !== undefined, factorReady: phone?.factorReady ?? false, phoneNumber };
  const usable = steps.filter(({ method }) => !methodRules[method].switchedOff(snapshot.general) && !methodRules[method].missing(prerequisites));
  if (needsPhone && !phone && (await isPushFrozen(deps, request.userId as string))) await recordNoPush(deps, 'PUSH AUTH INIT FAILURE USER FROZEN', usable, request);
  if (usable.length === 0) throw new CountersignError(refusalOf(snapshot, steps));
  return { steps: usable, phone, phoneNumber };
}

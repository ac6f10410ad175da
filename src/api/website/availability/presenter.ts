import { applicationNameOf } from '../../../commands/configuration/application-name.ts';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import type { EnrolledPhone } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { makePolicy } from '../../../domain/mobile-authentication/policy.ts';

/** A type that can be initialised for a user. */
export interface AvailableType {
  type: string;
  method: MethodName;
  /** For a push type: whether it may fall back to a text message, and the phones that it reaches. */
  push?: { smsFallbackAllowed: boolean; phones: readonly EnrolledPhone[] };
}

/** Input of the availability of types for a user. */
export interface ReachableUser {
  known: boolean;
  /** Whether an app of the user has exchanged keys, and can claim an OTP. */
  hasKeys: boolean;
  phones: readonly EnrolledPhone[];
}

/**
 * The types that can be initialised, by their own method or a fallback's. A phone number comes with the
 * request, so SMS is possible for every known user while it is on. An unknown user has no type.
 */
export function findAvailableTypes(snapshot: ConfigurationSnapshot, user: ReachableUser): AvailableType[] {
  if (!user.known) return [];
  return [...snapshot.types.values()].flatMap((type) => {
    const { steps } = makePolicy(type, (name) => snapshot.types.get(name));
    const usable = steps.some(
      ({ method }) => !methodRules[method].switchedOff(snapshot.general) && isPossible(method, user),
    );
    if (!usable) return [];
    const available = { type: type.name, method: type.method };
    if (methodRules[type.method].channel !== 'push') return [available];
    const phones = user.phones.filter((phone) => canReach(type.method, phone));
    return [{ ...available, push: { smsFallbackAllowed: steps.some(({ method }) => method === 'SMS'), phones } }];
  });
}

function isPossible(method: MethodName, user: ReachableUser): boolean {
  const { channel } = methodRules[method];
  if (channel === 'push') return user.phones.some((phone) => canReach(method, phone));
  return channel === 'sms' || user.hasKeys;
}

function canReach(method: MethodName, { factorReady }: EnrolledPhone): boolean {
  return !methodRules[method].missing({ pushEnrolled: true, factorReady, phoneNumber: undefined });
}

/** The entry of a type; versions 3 and 4 describe phones differently. */
export function presentAvailableType(
  snapshot: ConfigurationSnapshot,
  { type, method, push }: AvailableType,
  version: 'v3' | 'v4',
) {
  if (!push) return { type, method };
  const phones = version === 'v4' ? push.phones : oneOfEachApplication(push.phones);
  const apps = phones.map((phone) => presentPhone(snapshot, phone, version));
  return { type, method, sms_fallback_allowed: push.smsFallbackAllowed, apps_enrolled_for_push: apps };
}

function oneOfEachApplication(phones: readonly EnrolledPhone[]): EnrolledPhone[] {
  return [...new Map(phones.map((phone) => [phone.application, phone])).values()];
}

function presentPhone(snapshot: ConfigurationSnapshot, phone: EnrolledPhone, version: 'v3' | 'v4') {
  const id = phone.application;
  const name = applicationNameOf(snapshot, phone.applicationVersionId) ?? '';
  if (version === 'v3') return { id, name };
  return {
    app_id: id,
    app_name: name,
    device_id: phone.deviceId,
    device_name: phone.deviceName,
    platform: phone.platform,
  };
}

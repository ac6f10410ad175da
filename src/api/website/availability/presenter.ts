import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import type { EnrolledPhone } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { makePolicy } from '../../../domain/mobile-authentication/policy.ts';

/** A type that can be initialised for a user. */
export interface AvailableType {
  type: string;
  method: MethodName;
  /** Of a push type: whether a text message may stand in for it, and the phones that it reaches. */
  push?: { smsFallbackAllowed: boolean; phones: readonly EnrolledPhone[] };
}

/**
 * The types that can be initialised: their own method is possible, or a fallback's. A phone number comes with the
 * request, so SMS is possible for every known user while it is on. An unknown user has nothing.
 */
export function findAvailableTypes(snapshot: ConfigurationSnapshot, user: { known: boolean; phones: readonly EnrolledPhone[] }): AvailableType[] {
  const { known, phones } = user;
  if (!known) return [];
  return [...snapshot.types.values()].flatMap((type) => {
    const { steps } = makePolicy(type, (name) => snapshot.types.get(name));
    const usable = steps.filter(({ method }) => {
      const rules = methodRules[method];
      return !rules.switchedOff(snapshot.general) && (rules.channel !== 'push' || phones.length > 0);
    });
    if (usable.length === 0) return [];
    const available = { type: type.name, method: type.method };
    if (methodRules[type.method].channel !== 'push') return [available];
    return [{ ...available, push: { smsFallbackAllowed: steps.some(({ method }) => method === 'SMS'), phones } }];
  });
}

/** The entry of a type in the list of all; versions 3 and 4 tell different things of a phone. */
export function presentAvailableType(snapshot: ConfigurationSnapshot, { type, method, push }: AvailableType, version: 'v3' | 'v4') {
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
  return { app_id: id, app_name: name, device_id: phone.deviceId, device_name: phone.deviceName, platform: phone.platform };
}

function applicationNameOf(snapshot: ConfigurationSnapshot, applicationVersionId: string): string | undefined {
  const version = snapshot.applicationVersions.get(applicationVersionId);
  return version && snapshot.applications.get(version.application)?.name;
}

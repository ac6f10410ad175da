import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import type { EnrolledPhone } from '../../../commands/mobile-authentication/initialise/find-enrolled-phones.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { makePolicy } from '../../../domain/mobile-authentication/policy.ts';

/**
 * The types that can be initialised: their own method is possible, or a fallback's. A phone number comes with the
 * request, so SMS is possible for every known user while it is on. An unknown user has nothing.
 */
export function presentAvailableTypes(snapshot: ConfigurationSnapshot, user: { known: boolean; phones: readonly EnrolledPhone[] }) {
  const { known, phones } = user;
  if (!known) return [];
  return [...snapshot.types.values()].flatMap((type) => {
    const { steps } = makePolicy(type, (name) => snapshot.types.get(name));
    const usable = steps.filter(({ method }) => {
      const rules = methodRules[method];
      return !rules.switchedOff(snapshot.general) && (rules.channel !== 'push' || phones.length > 0);
    });
    if (usable.length === 0) return [];
    const entry = { type: type.name, method: type.method };
    if (methodRules[type.method].channel !== 'push') return [entry];
    return [{ ...entry, sms_fallback_allowed: steps.some(({ method }) => method === 'SMS'), apps_enrolled_for_push: phones.map((phone) => presentPhone(snapshot, phone)) }];
  });
}

function presentPhone(snapshot: ConfigurationSnapshot, phone: EnrolledPhone) {
  const version = snapshot.applicationVersions.get(phone.applicationVersionId);
  const application = version && snapshot.applications.get(version.application);
  return {
    app_id: application?.identifier ?? '',
    app_name: application?.name ?? '',
    device_id: phone.deviceId,
    device_name: phone.deviceName,
    platform: phone.platform,
  };
}

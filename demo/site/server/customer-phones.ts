import type { AskablePhoneView, AskingState, DeviceView, PhoneMethod } from '../contract.ts';
import type { Device } from './countersign/devices.ts';
import type { AvailableType } from './countersign/mobile-authentication.ts';
import type { Customer } from './customers.ts';
import { typeOfMethod } from './payments/start-payment.ts';
import type { SiteDeps } from './site-context.ts';

const phoneMethods: readonly PhoneMethod[] = ['push', 'express', 'pin', 'fingerprint', 'code'];

export interface CustomerPhones {
  devices: Device[];
  askable: AskablePhoneView[];
  asking: AskingState;
}

/** The phones of a customer in Countersign: the connected and the available ones, and the reason if none is. */
export async function loadCustomerPhones(
  { userId }: Customer,
  { devices, mobileAuthentication }: Pick<SiteDeps, 'devices' | 'mobileAuthentication'>,
): Promise<CustomerPhones> {
  const [connected, types] = await Promise.all([devices.list(userId), mobileAuthentication.available(userId)]);
  const askable = findAskable(types);
  return { devices: connected, askable, asking: askable.length > 0 ? 'ready' : whyNot(connected) };
}

/** Each phone once, with all its available methods. */
function findAskable(types: AvailableType[]): AskablePhoneView[] {
  const phones = new Map<string, AskablePhoneView>();
  for (const method of phoneMethods) {
    const type = types.find((candidate) => candidate.type === typeOfMethod[method]);
    for (const app of type?.apps_enrolled_for_push ?? []) {
      const { device_id: deviceId, device_name: name, app_name: appName, platform } = app;
      const known = phones.get(deviceId);
      if (known) known.methods.push(method);
      else phones.set(deviceId, { deviceId, name, platform, appName, methods: [method] });
    }
  }
  return [...phones.values()];
}

/** Availability does not show a push freeze: a phone that has notifications on and is not available is paused. */
function whyNot(devices: Device[]): AskingState {
  if (devices.length === 0) return 'no_phone';
  if (devices.some((device) => device.pushAuthenticationEnabled)) return 'paused';
  return devices.some((device) => device.mobileAuthenticationEnabled) ? 'notifications_off' : 'approvals_off';
}

/** A connected phone for the account page. Countersign knows the last sign-in, the shop the latest answer. */
export function presentDevice(device: Device, customer: Customer): DeviceView {
  const { id: deviceId, name, application, platform, createdAt, lastLogin } = device;
  return {
    deviceId,
    name,
    platform,
    appName: application,
    connectedAt: createdAt,
    lastUsedAt: Math.max(createdAt, lastLogin, customer.answeredAt.get(deviceId) ?? 0),
    approves: device.mobileAuthenticationEnabled,
    isNotified: device.pushAuthenticationEnabled,
  };
}

import { describe, expect, it } from 'vitest';
import { phoneNumberOf } from '../../demo/customers/phone-number.ts';
import type { Device } from '../../demo/site/server/countersign/devices.ts';
import type { AvailableType, MobileAuthentication } from '../../demo/site/server/countersign/mobile-authentication.ts';
import { loadCustomerPhones, presentDevice } from '../../demo/site/server/customer-phones.ts';
import { createCustomers } from '../../demo/site/server/customers.ts';
import { parsePhoneNumber } from '../../src/domain/persons/contacts/phone-number.ts';

const customers = createCustomers();
const signIn = (name: string) => {
  const customer = customers.of(customers.signIn(name));
  if (!customer) throw new Error(`${name} is not signed in`);
  return customer;
};

const device: Device = {
  id: 'a'.repeat(64),
  name: 'My phone',
  application: 'Northwind ID',
  platform: 'android',
  createdAt: 1000,
  lastLogin: 2000,
  mobileAuthenticationEnabled: true,
  pushAuthenticationEnabled: true,
};
const app = {
  app_id: 'northwind-id',
  app_name: 'Northwind ID',
  device_id: device.id,
  device_name: device.name,
  platform: 'android',
};
const push: AvailableType = { type: 'payment_with_push', method: 'PUSH', apps_enrolled_for_push: [app] };
const pin: AvailableType = { type: 'payment_with_pin', method: 'PUSH_WITH_PIN', apps_enrolled_for_push: [app] };

const load = (devices: Device[], types: AvailableType[]) =>
  loadCustomerPhones(signIn('Alex'), {
    devices: { list: async () => devices } as never,
    mobileAuthentication: { available: async () => types } as unknown as MobileAuthentication,
  });

describe('the phones of a customer', () => {
  it.each([
    ['no phone', [], 'no_phone'],
    [
      'a phone whose keys were taken away',
      [{ mobileAuthenticationEnabled: false, pushAuthenticationEnabled: false }],
      'approvals_off',
    ],
    ['a phone whose notifications are off', [{ pushAuthenticationEnabled: false }], 'notifications_off'],
    ['a phone with notifications that is not available because of a freeze', [{}], 'paused'],
  ])('name the reason why no phone can be asked: %s', async (_case, changes, asking) => {
    const devices = (changes as Partial<Device>[]).map((change) => ({ ...device, ...change }));
    expect(await load(devices, [{ type: 'payment_with_sms', method: 'SMS' }])).toMatchObject({ asking, askable: [] });
  });

  it('offer the PIN only on a phone that has one', async () => {
    expect((await load([device], [push])).askable).toMatchObject([{ methods: ['push'] }]);
    expect((await load([device], [push, pin])).askable).toMatchObject([{ methods: ['push', 'pin'] }]);
  });
});

describe('the last use of a phone', () => {
  it('is its last sign-in, or its last answer when that was later', () => {
    const customer = signIn('Noor');
    expect(presentDevice(device, customer).lastUsedAt).toBe(2000);
    customer.answeredAt.set(device.id, 3000);
    expect(presentDevice(device, customer).lastUsedAt).toBe(3000);
    expect(presentDevice({ ...device, lastLogin: 4000 }, customer).lastUsedAt).toBe(4000);
  });
});

describe('the phone number of a customer', () => {
  it('is valid and unique', () => {
    const numbers = ['alex', 'noor', 'sam', 'alex-2', 'robin-1', 'robin-2'].map(phoneNumberOf);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) expect(parsePhoneNumber(number)).toBe(number);
    expect(signIn('Sam').phoneNumber).toBe(phoneNumberOf('sam'));
  });
});

import { expect, it } from 'vitest';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push } from '../../configuration/support/types.ts';
import { enrollPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const configuration = createConfigurationApi(endpoints);

it.each([
  [true, 'EUR 5 to Northwind'],
  [false, undefined],
])(
  'transaction signing %s: signing data is shown and the result is signed only while it is on',
  async (isOn, shownData) => {
    const type = await addType(configuration, push({ transaction_signing: isOn }));
    const phone = await enrollPhone(endpoints);
    const form = {
      type,
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: 'https://shop.example/',
      message: 'Pay?',
      signing_data: 'EUR 5 to Northwind',
    };
    const { body } = await website.initialise(form);
    const { shown, outcome } = await phone.answer(body.transaction_id);
    expect([shown.signingData, outcome.status]).toEqual([shownData, 'authenticated']);
    const result = (await website.result(body.transaction_id)).body;
    expect(result.is_authenticated).toBe(true);
    expect(['signature', 'signature_verified', 'user_public_key'].map((name) => name in result)).toEqual([
      isOn,
      isOn,
      isOn,
    ]);
  },
);

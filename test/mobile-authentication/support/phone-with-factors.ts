import { createCountersignApp, memoryStorage, softwareAuthenticator } from '../../../app-sdk/index.ts';
import type { CountersignApp } from '../../../app-sdk/index.ts';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { quickPinCrypto } from '../../app-sdk/support/node-pin-crypto.ts';
import { enrollApp } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';

export const rightPin = '48151';
export const wrongPin = '62342';

export interface PhoneWithFactors extends EnrolledPhone {
  /** Makes the next signature of a sensor one by a key that the server does not know. */
  spoilSensors(): Promise<void>;
}

/** An enrolled phone whose user has a PIN, a fingerprint and a custom authenticator named `face`. */
export async function enrollPhoneWithFactors(
  where: Pick<Endpoints, 'api' | 'sandbox' | 'clients'>,
  userId?: string,
  application?: string,
): Promise<PhoneWithFactors> {
  const storage = memoryStorage();
  const sensor = softwareAuthenticator(storage, async () => true);
  const app: CountersignApp = createCountersignApp({
    origin: where.api,
    storage,
    pinCrypto: quickPinCrypto,
    authenticators: { fingerprint: sensor, face: sensor },
  });
  const phone = await enrollApp(where, app, { ...(userId ? { userId } : {}), ...(application ? { application } : {}) });
  const { profileId } = phone.profile;
  await app.setPin(profileId, rightPin);
  for (const name of ['fingerprint', 'face']) await app.setAuthenticator(profileId, name, rightPin);
  return {
    ...phone,
    spoilSensors: async () => {
      for (const name of await storage.names('software-key:'))
        await sensor.createKey(name.slice('software-key:'.length));
    },
  };
}

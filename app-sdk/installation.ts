import { deviceIdOf, type DeviceKey } from './device-key.ts';
import { CountersignError } from './errors.ts';
import type { AppStorage } from './storage/app-storage.ts';

/** The ids of this installation at the server. */
export interface Registration {
  deviceId: string;
  clientId: string;
}

/** A registration with the last body that was sent. */
export interface RegistrationRecord extends Registration {
  describedAs: string;
}

export interface Installation {
  /** The device key, created on first use and cached in memory. */
  deviceKey(): Promise<DeviceKey>;
  deviceId(): Promise<string>;
  registration(): Promise<RegistrationRecord | undefined>;
  /** @throws CountersignError `not_registered` */
  registered(): Promise<Registration>;
  save(registration: RegistrationRecord): Promise<void>;
  /** Clears the cache in memory, after the storage was cleared. */
  reset(): void;
}

const NAME = 'registration';

/** The identity of one app on one device. */
export function createInstallation(storage: AppStorage): Installation {
  let deviceKey: Promise<DeviceKey> | undefined;
  const loadDeviceKey = () =>
    storage.exclusively('device-key', async () => (await storage.deviceKey()) ?? (await storage.createDeviceKey()));
  const registration = async () => (await storage.read(NAME)) as RegistrationRecord | undefined;
  const currentKey = () => {
    deviceKey ??= loadDeviceKey().catch((error: unknown) => {
      deviceKey = undefined;
      throw error;
    });
    return deviceKey;
  };
  return {
    deviceKey: currentKey,
    deviceId: async () => await deviceIdOf((await currentKey()).publicKey),
    registration,
    registered: async () => {
      const known = await registration();
      if (!known) throw new CountersignError('not_registered');
      return known;
    },
    save: (known) => storage.write(NAME, known),
    reset: () => (deviceKey = undefined),
  };
}

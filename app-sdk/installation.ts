import { deviceIdOf, type DeviceKey } from './device-key.ts'
import { CountersignError } from './errors.ts'
import type { AppStorage } from './storage/app-storage.ts'

/** How the server knows this installation. */
export interface Registration {
  deviceId: string
  clientId: string
}

export interface Installation {
  /** The device key, made on first use; kept in memory. */
  deviceKey(): Promise<DeviceKey>
  deviceId(): Promise<string>
  registration(): Promise<Registration | undefined>
  /** @throws CountersignError `not_registered` */
  registered(): Promise<Registration>
  save(registration: Registration): Promise<void>
  /** Drops what is kept in memory, after the storage was cleared. */
  reset(): void
}

const NAME = 'registration'

/** The identity of one app on one device. */
export function createInstallation(storage: AppStorage): Installation {
  let deviceKey: Promise<DeviceKey> | undefined
  const loadDeviceKey = () =>
    storage.exclusively('device-key', async () => (await storage.deviceKey()) ?? (await storage.createDeviceKey()))
  const registration = async () => (await storage.read(NAME)) as Registration | undefined
  const currentKey = () => {
    deviceKey ??= loadDeviceKey().catch((error: unknown) => {
      deviceKey = undefined
      throw error
    })
    return deviceKey
  }
  return {
    deviceKey: currentKey,
    deviceId: async () => await deviceIdOf((await currentKey()).publicKey),
    registration,
    registered: async () => {
      const known = await registration()
      if (!known) throw new CountersignError('not_registered')
      return known
    },
    save: (known) => storage.write(NAME, known),
    reset: () => (deviceKey = undefined),
  }
}

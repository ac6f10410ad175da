import { CountersignRefusal, type CountersignRequest, repeatUntilAnswered } from './countersign-client.ts';

/** A device of a customer, as the Device API (version 4) returns it. */
export interface Device {
  id: string;
  name: string;
  application: string;
  platform: 'android' | 'ios';
  model?: string;
  /** Epoch milliseconds. */
  createdAt: number;
  lastLogin: number;
  mobileAuthenticationEnabled: boolean;
  pushAuthenticationEnabled: boolean;
}

export type Devices = ReturnType<typeof createDevices>;

/** The Device API for a relying party. Every call can be repeated: removing an absent device succeeds. */
export function createDevices(request: CountersignRequest) {
  const ofUser = (userId: string) => `/oauth/api/v4/users/${encodeURIComponent(userId)}/devices`;
  const remove = (path: string) => repeatUntilAnswered(() => request<unknown>(path, { method: 'DELETE' }));

  return {
    async list(userId: string): Promise<Device[]> {
      try {
        const { devices } = await repeatUntilAnswered(() => request<{ devices: Device[] }>(ofUser(userId)));
        return devices;
      } catch (error) {
        // This API answers 404 for a customer without a device.
        if (error instanceof CountersignRefusal && error.httpStatus === 404) return [];
        throw error;
      }
    },
    async disconnect(userId: string, deviceId: string): Promise<void> {
      await remove(`${ofUser(userId)}/${encodeURIComponent(deviceId)}`);
    },
    /** Switches the notifications of a phone off; the phone stays connected. */
    async stopNotifications(userId: string, deviceId: string): Promise<void> {
      const path = `${ofUser(userId)}/${encodeURIComponent(deviceId)}/disablePushAuthentication`;
      await repeatUntilAnswered(() => request<unknown>(path, { method: 'POST' }));
    },
    async disconnectAll(userId: string): Promise<void> {
      await remove(ofUser(userId));
    },
  };
}

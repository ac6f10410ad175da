import { CountersignRefusal, type CountersignRequest, repeatUntilAnswered } from './countersign-client.ts';

/** One device of a customer, as the Device API (version 4) tells it. */
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

/** The Device API, as a relying party uses it. Removing what is gone already is no refusal, so all of it is safe to repeat. */
export function createDevices(request: CountersignRequest) {
  const ofUser = (userId: string) => `/oauth/api/v4/users/${encodeURIComponent(userId)}/devices`;
  const remove = (path: string) => repeatUntilAnswered(() => request<unknown>(path, { method: 'DELETE' }));

  return {
    async list(userId: string): Promise<Device[]> {
      try {
        const { devices } = await repeatUntilAnswered(() => request<{ devices: Device[] }>(ofUser(userId)));
        return devices;
      } catch (error) {
        // A customer without a device: that is how this API says it.
        if (error instanceof CountersignRefusal && error.httpStatus === 404) return [];
        throw error;
      }
    },
    async disconnect(userId: string, deviceId: string): Promise<void> {
      await remove(`${ofUser(userId)}/${encodeURIComponent(deviceId)}`);
    },
    async disconnectAll(userId: string): Promise<void> {
      await remove(ofUser(userId));
    },
  };
}

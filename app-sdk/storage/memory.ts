import { deviceKeyFromPair, generateDeviceKeyPair, type DeviceKey } from '../device-key.ts';
import type { AppStorage } from './app-storage.ts';

/** Storage in memory, for tests, load generators and Node scripts. */
export function memoryStorage(): AppStorage {
  const records = new Map<string, string>();
  const queues = new Map<string, Promise<unknown>>();
  let deviceKey: DeviceKey | undefined;

  return {
    deviceKey: async () => deviceKey,
    createDeviceKey: async () => (deviceKey = await deviceKeyFromPair(await generateDeviceKeyPair())),
    read: async (name) => {
      const json = records.get(name);
      return json === undefined ? undefined : JSON.parse(json);
    },
    write: async (name, value) => void records.set(name, JSON.stringify(value)),
    remove: async (name) => void records.delete(name),
    names: async (prefix) => [...records.keys()].filter((name) => name.startsWith(prefix)),
    clear: async () => {
      records.clear();
      deviceKey = undefined;
    },
    exclusively: (name, work) => inTurn(queues, name, work),
  };
}

/** Runs work after the running work of the same name in this process. */
export async function inTurn<T>(
  queues: Map<string, Promise<unknown>>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = queues.get(name) ?? Promise.resolve();
  const turn = before.then(work, work);
  const settled = turn.catch(() => undefined);
  queues.set(name, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(name) === settled) queues.delete(name);
  }
}

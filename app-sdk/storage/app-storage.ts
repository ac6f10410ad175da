import type { DeviceKey } from '../device-key.ts';

/**
 * Where an installation keeps its keys and records. `browserStorage` and `memoryStorage` are ready made; a React Native
 * app writes its own on the platform's keystore. All methods reject with whatever the platform throws.
 */
export interface AppStorage {
  /** The installation's device key, or undefined before `createDeviceKey`. */
  deviceKey(): Promise<DeviceKey | undefined>;
  /** Makes and keeps an ES256 key whose private half never leaves the platform. Called once per installation. */
  createDeviceKey(): Promise<DeviceKey>;
  /** A JSON value, confidential at rest; undefined when there is none. */
  read(name: string): Promise<unknown>;
  /** Keeps a JSON value; when it resolves the value survives a crash. */
  write(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names of all records that begin with the prefix. */
  names(prefix: string): Promise<string[]>;
  /** Removes everything, the device key too. */
  clear(): Promise<void>;
  /** Runs one piece of work at a time per name, over all users of the same storage (other tabs included). */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
}

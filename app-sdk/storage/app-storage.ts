import type { DeviceKey } from '../device-key.ts';

/**
 * The storage for keys and records of an installation. Use `browserStorage` or `memoryStorage`; a React Native app implements its
 * own on the platform's keystore. All methods reject with the platform's error.
 */
export interface AppStorage {
  /** The installation's device key, or undefined before `createDeviceKey`. */
  deviceKey(): Promise<DeviceKey | undefined>;
  /** Creates and stores an ES256 key whose private half never leaves the platform. Called once per installation. */
  createDeviceKey(): Promise<DeviceKey>;
  /** A JSON value, confidential at rest; undefined when there is none. */
  read(name: string): Promise<unknown>;
  /** Stores a JSON value. When it resolves, the value survives a crash. */
  write(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names of all records that begin with the prefix. */
  names(prefix: string): Promise<string[]>;
  /** Deletes all records and the device key. */
  clear(): Promise<void>;
  /** Runs one piece of work at a time per name, over all users of the same storage, other tabs included. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
}

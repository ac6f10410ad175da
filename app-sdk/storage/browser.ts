import { deviceKeyFromPair, generateDeviceKeyPair } from '../device-key.ts';
import { CountersignError } from '../errors.ts';
import type { AppStorage } from './app-storage.ts';
import { KEYS, ObjectDatabase, RECORDS } from './object-database.ts';
import { inTurn } from './memory.ts';

const DEVICE_KEY = 'device';
const WRAPPING_KEY = 'wrapping';

interface SealedRecord {
  iv: Uint8Array;
  data: ArrayBuffer;
}

/**
 * Storage in the browser's IndexedDB. The device key is a non-extractable CryptoKey; every record (PGP private keys,
 * tokens, fetched messages) is sealed with AES-256-GCM under a second non-extractable key, with its name as additional
 * data, so that a copied database file is useless without the browser's key store.
 *
 * @param name IndexedDB database; one per installation, so two names are two installations.
 */
export function browserStorage(name = 'countersign'): AppStorage {
  const database = new ObjectDatabase(name);
  const queues = new Map<string, Promise<unknown>>();
  const lock = <T>(lockName: string, work: () => Promise<T>): Promise<T> => {
    if (typeof navigator === 'undefined' || !navigator.locks) return inTurn(queues, lockName, work);
    return navigator.locks.request(`${name}:${lockName}`, work) as Promise<T>;
  };

  const wrappingKey = async (): Promise<CryptoKey> => {
    const kept = await database.get<CryptoKey>(KEYS, WRAPPING_KEY);
    return kept ?? (await lock('storage:wrapping-key', createWrappingKey));
  };
  const createWrappingKey = async (): Promise<CryptoKey> => {
    const madeMeanwhile = await database.get<CryptoKey>(KEYS, WRAPPING_KEY);
    if (madeMeanwhile) return madeMeanwhile;
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await database.put(KEYS, WRAPPING_KEY, key);
    return key;
  };

  return {
    deviceKey: async () => {
      const pair = await database.get<CryptoKeyPair>(KEYS, DEVICE_KEY);
      return pair && (await deviceKeyFromPair(pair));
    },
    createDeviceKey: async () => {
      const pair = await generateDeviceKeyPair();
      await database.put(KEYS, DEVICE_KEY, pair);
      return await deviceKeyFromPair(pair);
    },
    read: async (record) => {
      const sealed = await database.get<SealedRecord>(RECORDS, record);
      return sealed && (await unseal(await wrappingKey(), record, sealed));
    },
    write: async (record, value) => database.put(RECORDS, record, await seal(await wrappingKey(), record, value)),
    remove: (record) => database.delete(RECORDS, record),
    names: (prefix) => database.names(RECORDS, prefix),
    clear: () => database.clear([KEYS, RECORDS]),
    exclusively: lock,
  };
}

async function seal(key: CryptoKey, name: string, value: unknown): Promise<SealedRecord> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt(sealing(iv, name), key, plain) };
}

async function unseal(key: CryptoKey, name: string, sealed: SealedRecord): Promise<unknown> {
  try {
    const plain = await crypto.subtle.decrypt(sealing(sealed.iv, name), key, sealed.data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch (cause) {
    throw new CountersignError('storage', { detail: 'a record cannot be opened', cause });
  }
}

function sealing(iv: Uint8Array, name: string): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: new TextEncoder().encode(name) };
}

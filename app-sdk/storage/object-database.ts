import { CountersignError } from '../errors.ts';

/** Object store of CryptoKeys, stored by structured clone. */
export const KEYS = 'keys';
/** Object store of sealed records. */
export const RECORDS = 'records';

/** IndexedDB requests as promises. The database is opened on first use, and closed when another tab deletes it. */
export class ObjectDatabase {
  readonly #name: string;
  #opened: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get<T>(store: string, key: string): Promise<T | undefined> {
    return this.#run(store, 'readonly', (objects) => objects.get(key) as IDBRequest<T | undefined>);
  }

  async put(store: string, key: string, value: unknown): Promise<void> {
    await this.#run(store, 'readwrite', (objects) => objects.put(value, key));
  }

  async delete(store: string, key: string): Promise<void> {
    await this.#run(store, 'readwrite', (objects) => objects.delete(key));
  }

  async names(store: string, prefix: string): Promise<string[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return (await this.#run(store, 'readonly', (objects) => objects.getAllKeys(range))) as string[];
  }

  async clear(stores: string[]): Promise<void> {
    for (const store of stores) await this.#run(store, 'readwrite', (objects) => objects.clear());
  }

  /** Resolves when the transaction is complete, which is later than the success of the request. */
  async #run<T>(store: string, mode: IDBTransactionMode, ask: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await (this.#opened ??= this.#open());
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(store, mode, { durability: 'strict' });
      const request = ask(transaction.objectStore(store));
      const fail = () =>
        reject(
          new CountersignError('storage', {
            detail: transaction.error?.message ?? 'aborted',
            cause: transaction.error,
          }),
        );
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = fail;
      transaction.onerror = fail;
    });
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(KEYS);
        request.result.createObjectStore(RECORDS);
      };
      request.onsuccess = () => {
        const forgetHandle = () => (this.#opened = undefined);
        request.result.onversionchange = () => {
          request.result.close();
          forgetHandle();
        };
        request.result.onclose = forgetHandle;
        resolve(request.result);
      };
      request.onerror = () => {
        this.#opened = undefined;
        reject(new CountersignError('storage', { detail: request.error?.message, cause: request.error }));
      };
    });
  }
}

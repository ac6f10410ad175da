import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Sdk from '../../../app-sdk/index.ts';
import { launchChromium } from '../../browser/support/chromium.ts';
import { serveSdkPage, type SdkPage } from '../support/sdk-page.ts';

declare global {
  interface Window {
    sdk: typeof Sdk;
    storage: Sdk.AppStorage;
  }
}

let browser: Browser;
let served: SdkPage;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchChromium(), serveSdkPage()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  context.setDefaultTimeout(120_000);
  page = await openPage();
});
afterEach(() => context.close());

async function openPage(): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(served.origin);
  await opened.waitForFunction(() => window.sdk !== undefined);
  await opened.evaluate(() => void (window.storage = window.sdk.browserStorage('phone')));
  return opened;
}

/** The stored keys and records, as another program could read them from the database. */
async function readRaw(): Promise<{ keys: { extractable: boolean[] }[]; records: string }> {
  return await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('phone');
      request.onsuccess = () => resolve(request.result);
    });
    const all = (store: string) =>
      new Promise<unknown[]>((resolve) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
      });
    const keys = (await all('keys')).map((key) => {
      const secrets = key instanceof CryptoKey ? [key] : [(key as CryptoKeyPair).privateKey];
      return { extractable: secrets.map(({ extractable }) => extractable) };
    });
    const records = (await all('records'))
      .map((record) => new TextDecoder('latin1').decode((record as { data: ArrayBuffer }).data))
      .join();
    database.close();
    return { keys, records };
  });
}

describe('browserStorage', () => {
  it('keeps records and the device key after a reload', async () => {
    const before = await page.evaluate(async () => {
      await window.storage.write('a:1', { text: 'é', list: [1, null] });
      await window.storage.write('a:2', 'two');
      await window.storage.write('b:1', 3);
      await window.storage.remove('a:2');
      return (await window.storage.createDeviceKey()).publicKey;
    });
    await page.close();
    page = await openPage();
    const after = await page.evaluate(async () => {
      const key = await window.storage.deviceKey();
      const signature = await key?.sign(new Uint8Array([1, 2, 3]));
      return {
        record: await window.storage.read('a:1'),
        removed: await window.storage.read('a:2'),
        names: await window.storage.names('a:'),
        publicKey: key?.publicKey,
        signatureLength: signature?.length,
      };
    });
    expect(after).toEqual({
      record: { text: 'é', list: [1, null] },
      removed: undefined,
      names: ['a:1'],
      publicKey: before,
      signatureLength: 64,
    });
  });

  it('stores nothing in plain text and no extractable key', async () => {
    await page.evaluate(async () => {
      await window.storage.createDeviceKey();
      await window.storage.write('tokens:p', { accessToken: 'very-secret-token' });
    });
    const raw = await readRaw();
    expect(raw.keys.map(({ extractable }) => extractable)).toEqual([[false], [false]]);
    expect(raw.records.length).toBeGreaterThan(20);
    expect(raw.records).not.toContain('secret');
  });

  it('refuses a record that was moved to another name', async () => {
    const refused = await page.evaluate(async () => {
      await window.storage.write('reject', 'cancelled');
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('phone');
        request.onsuccess = () => resolve(request.result);
      });
      const store = database.transaction('records', 'readwrite').objectStore('records');
      await new Promise((resolve) => {
        const request = store.get('reject');
        request.onsuccess = () => (store.put(request.result, 'accept').onsuccess = resolve);
      });
      database.close();
      return await window.storage.read('accept').catch((error: Sdk.CountersignError) => error.code);
    });
    expect(refused).toBe('storage');
  });

  it('creates one wrapping key when two tabs start at once', async () => {
    const other = await openPage();
    await Promise.all(
      [page, other].map((tab, index) => tab.evaluate((name) => window.storage.write(name, name), `record-${index}`)),
    );
    for (const tab of [page, other]) {
      expect(
        await tab.evaluate(() => Promise.all([window.storage.read('record-0'), window.storage.read('record-1')])),
      ).toEqual(['record-0', 'record-1']);
    }
  });

  it('gives exclusive access to one tab at a time', async () => {
    const other = await openPage();
    const count = (tab: Page) =>
      tab.evaluate(async () => {
        const increment = async () => {
          const before = ((await window.storage.read('count')) as number | undefined) ?? 0;
          await window.storage.write('count', before + 1);
        };
        for (let turn = 0; turn < 10; turn++) await window.storage.exclusively('count', increment);
      });
    await Promise.all([count(page), count(other)]);
    expect(await page.evaluate(() => window.storage.read('count'))).toBe(20);
  });

  it('clears everything, also while another tab is open, and only for its own name', async () => {
    const other = await openPage();
    await page.evaluate(async () => {
      await window.storage.createDeviceKey();
      await window.storage.write('a', 1);
      await window.sdk.browserStorage('second phone').write('a', 2);
      await window.storage.clear();
    });
    const left = await other.evaluate(async () => {
      const cleared = [await window.storage.read('a'), await window.storage.deviceKey()];
      await window.storage.write('a', 3);
      return {
        cleared,
        names: await window.storage.names(''),
        second: await window.sdk.browserStorage('second phone').read('a'),
      };
    });
    expect(left).toEqual({ cleared: [undefined, undefined], names: ['a'], second: 2 });
    expect(await page.evaluate(() => window.storage.read('a'))).toBe(3);
  });
});

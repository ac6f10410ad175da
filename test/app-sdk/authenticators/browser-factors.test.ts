import { verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../browser/support/chromium.ts';
import { serveSdkPage, type SdkPage } from '../support/sdk-page.ts';
import type { createFactorVectors } from '../vectors/create-factor-vectors.ts';

type Vectors = Awaited<ReturnType<typeof createFactorVectors>>;
const { pin_key } = JSON.parse(
  await readFile(new URL('../../../docs/vectors/app-protocol.json', import.meta.url), 'utf8'),
) as Vectors;

let browser: Browser;
let served: SdkPage;
let page: Page;
beforeAll(async () => {
  [browser, served] = await Promise.all([launchChromium(), serveSdkPage()]);
  page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(served.origin);
  await page.waitForFunction(() => window.sdk !== undefined);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe('factors in a browser', () => {
  it('derives the same PIN key as the vectors, in a worker that does not block the page', async () => {
    const stretched = await page.evaluate(async ({ pin, salt }) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
      const base64url = (value: Uint8Array) =>
        btoa(String.fromCharCode(...value))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replaceAll('=', '');
      let ticks = 0;
      const ticking = setInterval(() => ticks++, 1);
      const { argon2id, ed25519 } = window.sdk.workerPinCrypto(() => new Worker('/pin-worker.js', { type: 'module' }));
      const seed = await argon2id(new TextEncoder().encode(pin), bytes(salt), {
        algorithm: 'argon2id',
        memoryKiB: 65_536,
        passes: 3,
        lanes: 1,
      });
      clearInterval(ticking);
      const key = await ed25519(seed);
      const signature = await key.sign(new TextEncoder().encode('signed'));
      return { seed: base64url(seed), publicKey: base64url(key.publicKey), signature: base64url(signature), ticks };
    }, pin_key);
    expect(stretched).toMatchObject({ seed: pin_key.seed, publicKey: pin_key.public_jwk.x });
    expect(stretched.ticks).toBeGreaterThan(3);
    const key = { key: pin_key.public_jwk, format: 'jwk' } as const;
    expect(verify(null, Buffer.from('signed'), key, Buffer.from(stretched.signature, 'base64url'))).toBe(true);
  });

  it('reports factor_unavailable when the worker fails', async () => {
    const codes = await page.evaluate(async () => {
      const refusal = async (script: string, memoryKiB: number) => {
        const { argon2id } = window.sdk.workerPinCrypto(() => new Worker(script, { type: 'module' }));
        const stretching = { algorithm: 'argon2id', memoryKiB, passes: 1, lanes: 1 } as const;
        return await argon2id(new Uint8Array(5), new Uint8Array(32), stretching).catch(
          (error: { code: string }) => error.code,
        );
      };
      return [await refusal('/pin-worker.js', 0), await refusal('/not-there', 64)];
    });
    expect(codes).toEqual(['factor_unavailable', 'factor_unavailable']);
  });

  it('keep a simulated fingerprint after a reload, with a key that cannot be exported', async () => {
    const publicKey = await page.evaluate(async () => {
      const storage = window.sdk.browserStorage('factors');
      return await window.sdk.softwareAuthenticator(storage, async () => true).createKey('finger');
    });
    await page.reload();
    await page.waitForFunction(() => window.sdk !== undefined);
    const signature = await page.evaluate(async () => {
      const storage = window.sdk.browserStorage('factors');
      const sensor = window.sdk.softwareAuthenticator(storage, async (prompt) => prompt === 'Open');
      const refused = await sensor
        .sign('finger', new Uint8Array([1]), 'Other')
        .catch((error: { code: string }) => error.code);
      return { refused, signed: [...(await sensor.sign('finger', new Uint8Array([1]), 'Open'))] };
    });
    expect(signature.refused).toBe('factor_cancelled');
    const key = { key: publicKey, format: 'jwk', dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', new Uint8Array([1]), key, new Uint8Array(signature.signed))).toBe(true);
  });
});

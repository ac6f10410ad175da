import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { inCheckout } from '../../../dev/parts/checkout.ts';

const widths = [390, 1280] as const;
const height = { 390: 844, 1280: 900 } as const;
const screenshots = inCheckout('.data/screenshots');

export interface WatchedContext {
  context: BrowserContext;
  /** Everything that went wrong on any page: errors on the console, exceptions, requests that left this machine. */
  faults: string[];
  /** A second browser profile, of somebody else, watched as well. */
  openAnother(): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** A browser profile of its own, in which nothing that goes wrong stays unseen. */
export async function openWatchedContext(browser: Browser): Promise<WatchedContext> {
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  const open = async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: height[1280] }, reducedMotion: 'reduce', locale: 'en-GB' });
    contexts.push(context);
    watch(context, faults);
    return context;
  };
  const close = async () => void (await Promise.all(contexts.map((context) => context.close())));
  return { context: await open(), faults, openAnother: open, close };
}

function watch(context: BrowserContext, faults: string[]): void {
  // The longest wait is for the eight seconds of an express approval, on a machine that is busy with other tests.
  context.setDefaultTimeout(30_000);
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => faults.push(`exception: ${error.error().message}`));
  context.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') faults.push(`request: ${request.url()}`);
  });
}

/** Saves a page narrow and wide, and says when its content is wider than the narrow screen. */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  for (const width of widths) {
    await page.setViewportSize({ width, height: height[width] });
    await page.screenshot({ path: join(screenshots, `${name}-${width}.png`), fullPage: true });
    const contentWidth = await page.evaluate(() => document.documentElement.scrollWidth);
    if (contentWidth > width) throw new Error(`${name} is ${contentWidth} px wide on a screen of ${width} px`);
  }
}

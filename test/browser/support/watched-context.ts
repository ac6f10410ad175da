import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { findAccessibilityFaults } from './accessibility.ts';

const widths = [390, 1280] as const;
const height = { 390: 844, 1280: 900 } as const;
const thisMachine = new Set(['127.0.0.1', 'localhost']);
/** An existing folder for screenshots of all states. Without it none are taken, because they take half a minute. */
const pictures = process.env['PICTURES'];

export interface WatchedContext {
  context: BrowserContext;
  /** All faults of the pages: console errors, exceptions and requests to another machine. */
  faults: string[];
  /** A second browser profile, of another user, whose faults are recorded too. */
  openAnother(): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** A new browser profile whose faults are recorded. */
export async function openWatchedContext(browser: Browser): Promise<WatchedContext> {
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  const open = async () => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: height[1280] },
      reducedMotion: 'reduce',
      locale: 'en-GB',
    });
    contexts.push(context);
    await context.addInitScript(waitLonger);
    watch(context, faults);
    return context;
  };
  const close = async () => void (await Promise.all(contexts.map((context) => context.close())));
  return { context: await open(), faults, openAnother: open, close };
}

/** In the page: no test proves how long it waits for an answer, and on a machine that stands still twenty seconds are too short. */
function waitLonger(): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(ms + 100_000);
}

/** The browser's note of the answer to a phone that looked at a question in the moment in which it ended. */
const endedMeanwhile = /status of 409 .*\/transactions\/[^/]+\/fetch\)$/;

function watch(context: BrowserContext, faults: string[]): void {
  // No test proves anything by it: room for a machine that is slow or stalls.
  context.setDefaultTimeout(120_000);
  context.on('console', (message) => {
    const fault = `console: ${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && !endedMeanwhile.test(fault)) faults.push(fault);
  });
  context.on('weberror', (error) => faults.push(`exception: ${error.error().message}`));
  context.on('request', (request) => {
    if (!thisMachine.has(new URL(request.url()).hostname)) faults.push(`request: ${request.url()}`);
  });
}

/**
 * Checks a page in narrow and wide windows, in light and dark colours. Saves screenshots if `PICTURES` names a folder. Throws when the
 * content is wider than the screen or axe finds an accessibility fault.
 */
export async function checkState(page: Page, name: string): Promise<void> {
  const faults: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: height[width] });
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      if (pictures)
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      const found = await lastingFaults(() =>
        findAccessibilityFaults(page, colorScheme === 'light' ? 'everything' : 'colours'),
      );
      faults.push(...found.map((fault) => `${name}, ${width} px, ${colorScheme}: ${fault}`));
    }
    faults.push(...(await lastingFaults(() => findOverflow(page, name, width))));
  }
  expect(faults).toEqual([]);
}

async function findOverflow(page: Page, name: string, width: number): Promise<string[]> {
  const contentWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  return contentWidth > width ? [`${name} is ${contentWidth} px wide on a screen of ${width} px`] : [];
}

/** The faults that are there again and again: a page follows its new window and colours some frames later. */
async function lastingFaults(find: () => Promise<string[]>): Promise<string[]> {
  let found = await find();
  for (let looks = 1; looks < 5 && found.length > 0; looks += 1) {
    await sleep(looks * 500);
    found = await find();
  }
  return found;
}

/** A laptop, without zoom and with a zoom of 200 %. */
const lowScreens = [
  { width: 1366, height: 650 },
  { width: 683, height: 325 },
];

/** Throws unless all these elements are in the window without scrolling, on a low screen and at a high zoom. */
export async function checkInView(page: Page, elements: Record<string, Locator>): Promise<void> {
  const before = page.viewportSize();
  const hidden: string[] = [];
  for (const screen of lowScreens) {
    await page.setViewportSize(screen);
    hidden.push(...(await lastingFaults(() => findHidden(elements, screen))));
  }
  if (before) await page.setViewportSize(before);
  expect(hidden).toEqual([]);
}

async function findHidden(
  elements: Record<string, Locator>,
  screen: { width: number; height: number },
): Promise<string[]> {
  const hidden: string[] = [];
  for (const [name, element] of Object.entries(elements)) {
    const box = await element.boundingBox();
    if (!box || box.y < 0 || box.y + box.height > screen.height + 0.5) hidden.push(`${name} at ${screen.width} px`);
  }
  return hidden;
}

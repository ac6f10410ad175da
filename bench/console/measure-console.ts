import type { Page } from 'playwright-core';
import { launchChromium } from '../../test/browser/support/chromium.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { prepareFlows } from '../flows.ts';
import { summarise, type Measurement } from '../measure.ts';
import { searchOfUsers, wayThrough } from './page-changes.ts';
import { countRequests, timeChange } from './settled-page.ts';

/** By page. */
export type ConsoleReport = Record<string, Measurement>;

/** Transactions that have just ended: what is copied, and what an operator opens. */
export async function finishTransactions(bench: BenchEnvironment): Promise<void> {
  const flows = await prepareFlows(bench, 1);
  try {
    for (let number = 0; number < 3; number += 1) await flows.approve(0);
    await flows.approveBySms(0);
    await flows.cancel(0);
  } finally {
    flows.close();
  }
}

/** Page changes of an operator in a real browser; each lap begins with a new document, so that no data is there before. */
export async function measureConsole(
  { endpoints: { api, operators } }: BenchEnvironment,
  { laps, say }: { laps: number; say: (text: string) => void },
): Promise<ConsoleReport> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    await countRequests(page);
    await signIn(page, api, operators.admin);
    const times: Record<string, number[]> = {};
    for (let lap = 0; lap <= laps; lap += 1) {
      say(lap === 0 ? 'console: a lap that does not count' : `console: lap ${lap} of ${laps}`);
      await page.goto(`${api}/console/overview`);
      await page.waitForFunction(() => document.querySelector('main h1') && window.requestsUnderWay === 0);
      for (const [name, change] of Object.entries(wayThrough(lap))) {
        if (change.link) await page.locator(change.link).first().waitFor();
        const took = await timeChange(page, change);
        if (lap > 0) (times[name] ??= []).push(took);
      }
    }
    return Object.fromEntries(
      Object.entries({ 'all changes': allChanges(times), ...times }).map(([name, each]) => [
        name,
        summarise(each, each.reduce((sum, time) => sum + time, 0) / 1000),
      ]),
    );
  } finally {
    await browser.close();
  }
}

/** A search waits for the pause of the typing first, and is no change of the page. */
function allChanges({ [searchOfUsers]: _, ...changes }: Record<string, number[]>): number[] {
  return Object.values(changes).flat();
}

async function signIn(page: Page, api: string, operator: { username: string; password: string }): Promise<void> {
  await page.goto(`${api}/console`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const goOn = page.getByRole('button', { name: 'Continue', exact: true });
  await page.getByLabel('E-mail, phone number or username').fill(operator.username);
  await goOn.click();
  await page.getByLabel('Password', { exact: true }).fill(operator.password);
  await goOn.click();
  await page.locator('nav a[href="/console/users"]').waitFor();
}

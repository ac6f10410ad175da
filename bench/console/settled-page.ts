import type { Page } from 'playwright-core';
import type { PageChange } from './page-changes.ts';

declare global {
  interface Window {
    /** Requests of the page that are not answered. */
    requestsUnderWay: number;
  }
}

/** Counts the requests of the page, from the next document on. */
export async function countRequests(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const plain = window.fetch;
    window.requestsUnderWay = 0;
    window.fetch = async (...request) => {
      window.requestsUnderWay += 1;
      try {
        const answer = await plain(...request);
        await answer.clone().arrayBuffer();
        return answer;
      } finally {
        window.requestsUnderWay -= 1;
      }
    };
  });
}

/**
 * Clicks or types, and waits until the page that it leads to shows all its data: its heading is there, nothing is loading, no
 * request is under way.
 * @returns milliseconds, by the clock of the page.
 * @throws Error after 20 s, or when the page tells of a problem.
 */
export function timeChange(page: Page, change: PageChange): Promise<number> {
  return page.evaluate(async ({ link, search, isSamePage, leadsTo }) => {
    const before = document.querySelector('main h1');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isThere = () =>
      (location.pathname + location.search).startsWith(leadsTo) &&
      headingIsThere() &&
      document.querySelector('main [role=status][aria-label], main [aria-busy=true]') === null &&
      window.requestsUnderWay === 0;
    const begun = performance.now();
    if (link) document.querySelector<HTMLAnchorElement>(link)!.click();
    else typeInto(document.querySelector<HTMLInputElement>('main [role=search] input')!, search ?? '');
    // Data that came with the last frame may ask for more: it is there when it stays so for three frames.
    let there = 0;
    let thereAt = 0;
    while (there < 3) {
      await frame();
      const now = performance.now();
      if (now - begun > 20_000) throw new Error(`${leadsTo}: not there, but ${location.href}`);
      if (!isThere()) there = 0;
      else if ((there += 1) === 1) thereAt = now;
    }
    const problem = document.querySelector('main [role=alert]');
    if (problem?.textContent) throw new Error(`${leadsTo}: ${problem.textContent}`);
    return thereAt - begun;

    function headingIsThere(): boolean {
      const heading = document.querySelector('main h1');
      return heading !== null && (isSamePage || heading !== before);
    }
    function typeInto(field: HTMLInputElement, text: string): void {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }, change);
}

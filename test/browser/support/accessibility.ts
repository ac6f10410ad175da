import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axeSource = readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** All rules, including those that axe counts as good practice and the experimental ones. */
const everything: RunOptions = { rules: { 'label-content-name-mismatch': { enabled: true } } };
/** Rules whose result can depend on the colour scheme. */
const colours: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** The faults that axe finds in the current page, one line for each rule and element. */
export async function findAccessibilityFaults(page: Page, what: 'everything' | 'colours'): Promise<string[]> {
  // The script has half a megabyte, so it is loaded once for each document.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axeSource);
  const options = { ...(what === 'everything' ? everything : colours), preload: false, resultTypes: ['violations'] };
  const violations = await page.evaluate(async (given) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations: found } = await axe.run(document, given as RunOptions);
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, any, all }) => `${id}: ${html.slice(0, 200)} (${[...any, ...all][0]?.message ?? ''})`),
    );
  }, options);
  return violations;
}

import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { signInBrowser } from '../operators/support/operators.ts';

interface Walk {
  page: Page;
  endpoints: Endpoints;
}

/** Part of the walk: what each role is shown is allowed, and what it is not shown is refused at its address, by the API. */
export function describeRoles(start: () => Walk): void {
  let page: Page;
  let endpoints: Endpoints;
  /** Addresses of all pages. */
  let all: string[] = [];
  beforeAll(() => {
    ({ page, endpoints } = start());
  });

  const refusal = 'Your role does not allow this';
  const links = () =>
    page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link')
      .evaluateAll((found) => found.map((link) => new URL((link as HTMLAnchorElement).href).pathname));

  /** A page change as by a link, which takes a fraction of loading the page anew. */
  async function visit(path: string): Promise<void> {
    const before = await page.title();
    if (new URL(page.url()).pathname === path) return;
    await page.evaluate((to) => {
      history.pushState({}, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    // Each page has a title of its own: with the former one it is not drawn yet.
    await page.waitForFunction((former) => document.title !== former, before);
    await page.getByRole('status', { name: 'Loading …' }).waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  }

  async function signInAs(role: keyof Endpoints['operators']): Promise<string[]> {
    const { cookie = '' } = await signInBrowser(endpoints.operators[role], endpoints);
    const context = page.context();
    await context.clearCookies();
    await context.addCookies(
      cookie.split('; ').map((each) => {
        const [name = '', ...value] = each.split('=');
        return { name, value: value.join('='), url: endpoints.api };
      }),
    );
    await page.goto(`${endpoints.api}/console/`);
    await page.getByRole('heading', { level: 1, name: /^(Overview|Users)$/ }).waitFor();
    return links();
  }

  describe('each role', () => {
    it('of an Administrator is shown every page', async () => {
      all = await signInAs('admin');
      expect(all.length).toBeGreaterThan(20);
    });

    it.each(['operator', 'helpdesk'] as const)('of the demonstration: %s', async (role) => {
      const shown = await signInAs(role);
      const hidden = all.filter((path) => !shown.includes(path));
      expect(shown.length).toBeGreaterThan(0);
      expect(hidden.length).toBeGreaterThan(0);
      for (const path of hidden) {
        await visit(path);
        await page.getByText(refusal).first().waitFor();
      }
      for (const path of shown) {
        await visit(path);
        expect(await page.getByText(refusal).count(), path).toBe(0);
      }
    });
  });
}

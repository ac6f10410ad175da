import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OperatorPassword } from '../../dev/operators/sign-in-operator.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { isAllowed } from '../../src/domain/persons/roles/access.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { places } from '../../web/console/shell/places.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { giveRoles, signInBrowser } from '../operators/support/operators.ts';
import { query } from '../support/query.ts';

interface Walk {
  page: Page;
  endpoints: Endpoints;
  deps: Deps;
}

/** Part of the walk: what each role is shown is allowed, and what it is not shown is refused at its address, by the API. */
export function describeRoles(start: () => Walk): void {
  let page: Page;
  let endpoints: Endpoints;
  let deps: Deps;
  /** Addresses of all pages. */
  let all: string[] = [];
  beforeAll(() => {
    ({ page, endpoints, deps } = start());
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

  async function signInAs(credentials: OperatorPassword): Promise<string[]> {
    const { cookie = '' } = await signInBrowser(credentials, endpoints);
    const context = page.context();
    await context.clearCookies();
    await context.addCookies(
      cookie.split('; ').map((each) => {
        const [name = '', ...value] = each.split('=');
        return { name, value: value.join('='), url: endpoints.api };
      }),
    );
    await openFirstPage();
    return links();
  }

  async function openFirstPage(): Promise<void> {
    await page.goto(`${endpoints.api}/console/`);
    await page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current=page]').waitFor();
  }

  describe('each role', () => {
    it('of an Administrator is shown every page', async () => {
      all = await signInAs(endpoints.operators.admin);
      expect(all.length).toBeGreaterThan(20);
    });

    it.each(['operator', 'helpdesk'] as const)('of the demonstration: %s', async (role) => {
      const shown = await signInAs(endpoints.operators[role]);
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

    // Every other role by the API: every-role.test.ts.
    it('of one area is shown the pages of that area, and refused at any other address', async () => {
      const { id, email } = await addPersonWithPassword(deps, endpoints);
      const { databaseUrl } = deps.environment;
      await giveRoles(deps, id, ['AuditObserver']);
      await signInAs({ username: email, password: rightPassword });
      for (const role of ['AuditObserver', 'ClientContributor', 'PolicyObserver', 'SettingObserver'] as const) {
        await query(databaseUrl, 'delete from role_assignment where person_id = $1', [id]);
        await giveRoles(deps, id, [role]);
        await openFirstPage();
        const expected = places.filter(({ needs }) => isAllowed([role], needs)).map(({ to }) => `/console${to}`);
        expect((await links()).toSorted()).toEqual(expected.toSorted());
        await visit('/console/roles');
        await page.getByText(refusal).first().waitFor();
      }
    });
  });
}

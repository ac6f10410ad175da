import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { checkState } from '../../browser/support/watched-context.ts';

/** Part of the walk, by an administrator: while the network is slow, and where it fails. */
export function describeNetwork(start: () => { page: Page; endpoints: Endpoints }): void {
  let page: Page;
  let base: string;
  const unreachable = () => page.getByText('The server cannot be reached').first().waitFor();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const confirm = () => page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
  const choose = (file: object) =>
    page
      .getByLabel('File to import')
      .setInputFiles({ name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });

  beforeAll(() => {
    const { endpoints } = start();
    ({ page } = start());
    base = endpoints.api;
  });

  describe('a network that is slow or fails', () => {
    const url = `https://network-${randomBytes(4).toString('hex')}.example/callback`;
    const endpointsOfApi = '**/api/v1/configuration/callback-endpoints*';
    const file = '**/admin/v1/configuration*';

    it('says that the server is away, and goes on when it is back', async () => {
      await page.goto(`${base}/console/users`);
      await page.getByRole('link', { name: 'Overview' }).waitFor();
      await page.route('**/admin/v1/overview', (route) => route.abort());
      await page.getByRole('link', { name: 'Overview' }).click();
      await unreachable();
      await checkState(page, 'console-away');
      // Pressed while the server is away: a page that refreshes itself in between would have no button any more.
      await press('Try again');
      await page.unroute('**/admin/v1/overview');
      await page.getByText('Callbacks owed').waitFor();
    });

    it('is waited for with a page that says so, and is told of with a way to try again', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      await page.route(endpointsOfApi, async (route) => {
        await held;
        await route.fulfill({ status: 503, contentType: 'application/json', body: '{"code":"database_unreachable"}' });
      });
      await page.goto(`${base}/console/configuration/callback-endpoints`);
      await page.getByRole('status', { name: 'Loading …' }).waitFor();
      await page.getByRole('heading', { level: 1, name: 'Callbacks' }).waitFor();
      release();
      await page.getByRole('button', { name: 'Try again' }).waitFor();
      await checkState(page, 'console-list-failed');
      await page.unroute(endpointsOfApi);
      await press('Try again');
      await page.getByRole('link', { name: 'Add a callback endpoint' }).first().waitFor();
    });

    it('loses nothing that was typed, and saves it once it is back', async () => {
      await page.goto(`${base}/console/configuration/callback-endpoints/new`);
      await page.getByLabel(/^URL/).fill(url);
      await page.route(endpointsOfApi, (route) => route.abort());
      await press('Create');
      await unreachable();
      expect(await page.getByLabel(/^URL/).inputValue()).toBe(url);
      await page.unroute(endpointsOfApi);
      await press('Create');
      await page.getByRole('heading', { level: 1, name: url }).waitFor();
    });

    it('applies a file once, also when the answer is lost', async () => {
      await page.goto(`${base}/console/system`);
      await page.route(file, (route) => route.abort());
      await choose({ callback_endpoints: [{ url, username: null }] });
      await unreachable();
      await page.unroute(file);
      await press('Try again');
      await page.getByText('Everything is as the file says already.').waitFor();
      await choose({ callback_endpoints: [{ url: `${url}/2` }] });
      await press('Apply 1 change');
      // The server does it, and the answer never comes.
      await page.route(file, async (route) => {
        await route.fetch();
        await route.abort();
      });
      await confirm();
      await unreachable();
      await page.unroute(file);
      await confirm();
      await page.getByText('Something changed since it was compared').waitFor();
      await page.keyboard.press('Escape');
      await press('Compare again');
      await page.getByText('Everything is as the file says already.').waitFor();
    });
  });
}

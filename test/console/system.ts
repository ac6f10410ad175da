import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { checkState } from '../browser/support/watched-context.ts';

interface RegistryFile {
  clients: { client_id: string; name: string }[];
}

/** Part of the walk, by an administrator: the installation, and its clients as a file. */
export function describeSystem(start: () => { page: Page; endpoints: Endpoints }): void {
  let page: Page;
  let base: string;
  const press = (text: string) => page.getByRole('button', { name: text, exact: true }).click();
  const choose = (text: string) =>
    page
      .getByLabel('File to import')
      .setInputFiles({ name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const read = () => page.evaluate(async () => (await (await fetch('/admin/v1/configuration')).json()) as unknown);

  beforeAll(() => {
    const { endpoints } = start();
    ({ page } = start());
    base = endpoints.api;
  });

  describe('the system', () => {
    it('has charts of a longer time, which the address keeps', async () => {
      await page.goto(`${base}/console/overview`);
      await page.getByLabel('Charts of').selectOption('The last 30 days');
      await page.waitForURL(/range=30d/);
      await page.getByRole('rowheader').nth(29).waitFor({ state: 'attached' });
      await checkState(page, 'console-overview-long');
    });

    it('shows its parts, recurring work and keys', async () => {
      await page.goto(`${base}/console/system`);
      await page.getByRole('rowheader', { name: /^sweep-transactions/ }).waitFor();
      await page.getByText('Makes lookup hashes').waitFor();
      await checkState(page, 'console-system');
    });

    it('exports its clients, and shows what a file would change before it is applied', async () => {
      const saving = page.waitForEvent('download');
      await press('Export');
      expect((await saving).suggestedFilename()).toBe('countersign-configuration.json');
      await choose('{"clients":');
      await page.getByText('This is no file of a configuration').waitFor();
      const file = (await read()) as RegistryFile;
      await choose(JSON.stringify(file));
      await page.getByText('Everything is as the file says already.').waitFor();
      const [first] = file.clients;
      const clients = [{ ...first, name: 'Renamed by a file' }, ...file.clients.slice(1)];
      await choose(JSON.stringify({ ...file, clients }));
      const row = page.getByRole('listitem').filter({ hasText: String(first?.client_id) });
      await row.getByText('Renamed by a file').waitFor();
      await row.getByText(`Before: ${first?.name}`).waitFor();
      await page.getByRole('heading', { name: 'OAuth clients 1' }).waitFor();
      await checkState(page, 'console-import');
      await press('Apply 1 change');
      await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
      await page.getByText('1 change was applied.').waitFor();
      expect(((await read()) as RegistryFile).clients[0]?.name).toBe('Renamed by a file');
      await choose(JSON.stringify({ callback_endpoints: [{ url: 'ftp://site.example' }] }));
      await page.getByRole('listitem').filter({ hasText: 'callback_endpoints[0].url' }).waitFor();
      await checkState(page, 'console-import-refused');
    });
  });
}

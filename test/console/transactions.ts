import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { signIn } from '../admin/support/admin-api.ts';
import { checkState } from '../browser/support/watched-context.ts';
import { createReceiver, type Receiver } from '../support/connections/callback-receiver.ts';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { createWebsite } from '../support/website.ts';

/** Part of the walk, by an administrator: transactions and events. */
export function describeTransactions(start: () => { page: Page; endpoints: Endpoints }): void {
  let page: Page;
  let receiver: Receiver;
  let approved: string;
  const userId = 'user-of-the-transactions';

  const open = (path: string) => page.goto(`${start().endpoints.api}/console${path}`);
  const heading = (name: string) => page.getByRole('heading', { level: 1, name });

  beforeAll(async () => {
    const { endpoints } = start();
    ({ page } = start());
    receiver = createReceiver(endpoints.sandbox);
    const phone = await enrollPhone(endpoints, { userId });
    const website = createWebsite(endpoints);
    const initialise = async () => {
      const { body } = await website.initialise({
        type: 'login_with_push',
        user_id: userId,
        device_id: phone.deviceId,
        callback_uri: receiver.url,
        message: 'Hi',
      });
      return body.transaction_id as string;
    };
    approved = await initialise();
    await phone.answer(approved);
  });

  describe('transactions', () => {
    it('are listed, and filtered in the address', async () => {
      await open('/transactions');
      await heading('Transactions').waitFor();
      await page.getByRole('textbox', { name: 'User' }).fill(userId);
      await expect.poll(() => new URL(page.url()).search).toBe(`?user_id=${userId}`);
      await page.getByLabel('Status').selectOption('Approved');
      await expect.poll(() => page.getByRole('row').count()).toBe(2);
      await checkState(page, 'console-transactions');
      await page.reload();
      await expect.poll(() => page.getByRole('row').count()).toBe(2);
      await page.getByLabel('Method').selectOption('Text message');
      await page.getByText('No transaction matches').waitFor();
    });

    it('show their course, and link to their workflow', async () => {
      await open(`/transactions/${approved}`);
      await heading('login_with_push').waitFor();
      await page.getByText('Fetched by the app').waitFor();
      await page.getByText('Mobile auth authenticated').waitFor();
      const link = await page.getByRole('link', { name: 'Workflow' }).getAttribute('href');
      expect(link).toBe(`${start().endpoints.temporal_ui}/namespaces/countersign/workflows/${approved}`);
      await page.getByText('Delivered', { exact: true }).waitFor();
      await checkState(page, 'console-transaction');
    });

    it('have their callback delivered again', async () => {
      const before = (await receiver.received()).length;
      await page.getByRole('button', { name: 'Deliver again' }).click();
      await page.getByText('with the same id').waitFor();
      await checkState(page, 'console-replay');
      await page.getByRole('dialog').getByRole('button', { name: 'Deliver again' }).click();
      await page.getByText('Done: Deliver the callback again').waitFor();
      await expect.poll(async () => (await receiver.received()).length).toBeGreaterThan(before);
      await page.getByText('deliveries asked for again: 1').waitFor();
    });

    it('are cancelled', async () => {
      const { endpoints } = start();
      const phone = await enrollPhone(endpoints, { userId: 'user-of-the-cancellation' });
      const { body } = await createWebsite(endpoints).initialise({
        type: 'login_with_push',
        user_id: 'user-of-the-cancellation',
        device_id: phone.deviceId,
        callback_uri: receiver.url,
        message: 'Hi',
      });
      await open(`/transactions/${body.transaction_id}`);
      await page.getByRole('button', { name: 'Cancel transaction' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel transaction' }).click();
      await page.getByText('Done: Cancel this transaction').waitFor();
      await page.getByText('Cancelled', { exact: true }).waitFor();
      expect(await page.getByRole('button', { name: 'Cancel transaction' }).count()).toBe(0);
    });

    it('say that they do not exist', async () => {
      await open('/transactions/no-such-transaction');
      await page.getByText('There is no such transaction.').waitFor();
      await checkState(page, 'console-transaction-unknown');
    });
  });

  describe('activity', () => {
    it('lists events, those of one user, and those of one type', async () => {
      await open('/activity');
      await heading('Activity').waitFor();
      await page.getByRole('textbox', { name: 'User' }).fill(userId);
      await expect.poll(() => new URL(page.url()).searchParams.get('user_id')).toBe(userId);
      await page.getByRole('link', { name: 'Mobile auth authenticated' }).first().click();
      await expect.poll(() => new URL(page.url()).searchParams.get('event_type')).toBe('MOBILE_AUTH_AUTHENTICATED');
      await expect.poll(() => page.getByRole('row').count()).toBe(2);
      await checkState(page, 'console-activity');
    });

    it('is exported as CSV', async () => {
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export CSV' }).click();
      const file = await readFile(await (await downloading).path(), 'utf8');
      const lines = file.trimEnd().split('\r\n');
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/^event_identifier,occurred,event_name,/);
      expect(lines[1]).toContain(`,MOBILE AUTH AUTHENTICATED,MOBILE_AUTH_AUTHENTICATED,${userId},`);
    });

    it('says that nothing matches', async () => {
      await page.getByRole('textbox', { name: 'Client' }).fill('no-such-client');
      await page.getByText('No events match').waitFor();
      await checkState(page, 'console-activity-none');
    });

    it('follows what happens', async () => {
      const { endpoints } = start();
      const helpdesk = await signIn(endpoints.api, endpoints.operators.helpdesk);
      const beDenied = async () => expect((await helpdesk.call('GET', '/events')).status).toBe(403);
      const denials = () => page.getByRole('link', { name: 'Admin access denied' }).count();
      await beDenied();
      await open('/activity?event_type=ADMIN_ACCESS_DENIED');
      // Before the first event is looked for, which may be written after the refusal was answered.
      await page.getByLabel('Live').check();
      await page.getByRole('link', { name: 'Admin access denied' }).first().waitFor();
      const before = await denials();
      await beDenied();
      await expect.poll(denials).toBeGreaterThan(before);
    });
  });
}

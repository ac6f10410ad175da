import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { randomUUID } from 'node:crypto';
import { query } from '../support/query.ts';
import { checkState } from '../browser/support/watched-context.ts';

/** Part of the walk, by an administrator: what people are sent, and tests of what sends it. */
export function describeChannels(start: () => { page: Page; endpoints: Endpoints }): void {
  let page: Page;
  let base: string;
  const open = (path: string) => page.goto(`${base}/console${path}`);
  const press = (text: string) => page.getByRole('button', { name: text, exact: true }).click();

  beforeAll(() => {
    const { endpoints } = start();
    ({ page } = start());
    base = endpoints.api;
    return addRefusedMail(endpoints.postgres_url);
  });

  describe('what people are sent', () => {
    it('is tested with a mail to the operator, and says what is missing for a text message', async () => {
      await open('/configuration/smtp-server');
      await press('Send');
      await page.getByText(/^Sent to ada@/).waitFor();
      await checkState(page, 'console-test');
      await open('/configuration/sms-gateway');
      await press('Send');
      await page.getByText('You have no verified phone number.').waitFor();
    });

    it('is told channel by channel, with a test', async () => {
      await open('/channels');
      const mail = page.getByRole('listitem', { name: 'E-mail' });
      await mail.getByText('By a mail server, as set in the environment').waitFor();
      await page
        .getByRole('listitem', { name: 'Push' })
        .getByText(/^By Apple/)
        .waitFor();
      await checkState(page, 'console-channels');
      await mail.getByRole('button', { name: 'Send a test' }).click();
      await mail.getByText(/^Sent to ada@/).waitFor();
    });

    it('is listed with what became of it, and each with its way', async () => {
      await page.getByRole('navigation', { name: 'Messages' }).getByRole('link', { name: 'History' }).click();
      await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
      await page.getByRole('rowheader').first().waitFor();
      await checkState(page, 'console-messages');
      await page.getByLabel('Status').selectOption('Held back');
      await page.waitForURL(/status=suppressed/);
      await page.getByLabel('Status').selectOption('Failed');
      await page.waitForURL(/status=failed/);
      await page.getByRole('link', { name: /^Code to verify an address/ }).click();
      await page.getByText('Ask the person for the right one, and correct it in their profile.').waitFor();
      await page.getByText('Try 1: the provider refused it').waitFor();
      await checkState(page, 'console-message');
      await page.goBack();
      expect(new URL(page.url()).search).toBe('?status=failed');
      await page.getByLabel('User').fill('no-such-user');
      await page.getByText('No message matches').waitFor();
      await checkState(page, 'console-messages-none');
      await open('/messages/unknown');
      await page.getByText('There is no such message.').waitFor();
    });

    it('is written anew in a language, with what it says beside it, and as it comes again', async () => {
      await open('/templates');
      await page
        .getByRole('row', { name: /sms\.sign_in_code/ })
        .getByRole('link')
        .click();
      await page.getByRole('heading', { level: 1, name: 'Sign-in code: Text message' }).waitFor();
      await page.getByText('123456 is your').waitFor();
      await page.getByText('1 segment', { exact: true }).waitFor();
      const text = page.getByLabel('Text', { exact: true });
      await text.fill('Without what it is for');
      await page.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor();
      await checkState(page, 'console-template-refused');
      await text.fill('{{ code }} \u{1F511}');
      await page.getByText('UCS-2').waitFor();
      await press('Save');
      await page.getByText('Written anew').waitFor();
      await checkState(page, 'console-template');
      await press('Use the text as delivered');
      await page.getByRole('dialog').getByRole('button', { name: 'Use the text as delivered' }).click();
      await page.getByText('As delivered', { exact: true }).waitFor();
    });

    it('is shown as the mail that it is, in which nothing runs, and sent to the operator', async () => {
      await open('/templates/mail.sign_in_code.html');
      const mail = page.frameLocator('iframe[sandbox="allow-same-origin"]');
      await mail.getByText('123456').waitFor();
      const hostile =
        '<p style="color: rgb(1, 2, 3)" onclick="top.document.title=1">{{ code }}!</p><script>top.x=1</script>';
      await page.getByLabel('Text', { exact: true }).fill(hostile);
      const typed = mail.getByText('123456!');
      await typed.waitFor();
      await expect.poll(() => typed.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(1, 2, 3)');
      expect(await page.evaluate(() => 'x' in window)).toBe(false);
      await checkState(page, 'console-template-mail');
      await press('Send a test');
      await page.getByText(/^Sent to ada@/).waitFor();
    });

    it('has default messages of a type, with what a text message costs', async () => {
      await open('/configuration/mobile-authentication-types');
      await page.getByRole('link', { name: /sms/i }).first().click();
      const english = page.getByLabel('English', { exact: true });
      await english.fill('Pay?');
      await page.getByText('Without {code} the message is dropped').waitFor();
      await english.fill('{code} pays.\n@shop.example #{code}');
      await page.getByText('Bound to shop.example').waitFor();
      await checkState(page, 'console-type-messages');
      await press('Save the messages');
      await page.getByRole('button', { name: 'Save the messages', disabled: true }).waitFor();
    });
  });
}

/** A mail that was refused, tried again, and refused for good. */
async function addRefusedMail(database: string): Promise<void> {
  const id = randomUUID();
  await query(
    database,
    `insert into message (id, channel, template, locale, user_id, status, failure, attempts, created_at, expires_at, ended_at)
     values ($1, 'email', 'contact_code', 'nl', 'helpdesk', 'failed', 'invalid_recipient', 2, now() - interval '9 minutes', now(), now())`,
    [id],
  );
  await query(
    database,
    `insert into message_receipt (id, channel, status, refusal, took_ms, created_at)
     values ($1 || ':0:0', 'email', 'refused', 'unavailable', 120, now() - interval '8 minutes'),
            ($1 || ':0:1', 'email', 'refused', 'invalid_recipient', 80, now() - interval '7 minutes')`,
    [id],
  );
}

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { checkState } from '../browser/support/watched-context.ts';
import { signInBrowser } from '../operators/support/operators.ts';

interface Walk {
  page: Page;
  endpoints: Endpoints;
}

/** Part of the walk, by an administrator: how a person signs in, and what of it is taken away. */
export function describePeople(start: () => Walk): void {
  let page: Page;
  let endpoints: Endpoints;
  beforeAll(() => {
    ({ page, endpoints } = start());
  });

  const section = (name: string) => page.getByRole('region', { name, exact: true });
  const confirm = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

  it('shows how a person signs in, and takes a method that was lost with a reason', async () => {
    await signInBrowser(endpoints.operators.helpdesk, endpoints);
    await page.goto(`${endpoints.api}/console/users/helpdesk`);
    const methods = section('Sign-in methods');
    await methods.getByRole('rowheader', { name: /^E-mail address/ }).waitFor();
    await section('Messages')
      .getByRole('rowheader', { name: /^Code to verify an address/ })
      .waitFor();
    await section('Action tokens').getByText('No link waits to be used.').waitFor();
    await checkState(page, 'console-person');
    await methods.getByRole('button', { name: /^Take away: E-mail address/ }).click();
    await confirm('Take away').click();
    await page.getByText('Give a reason.').waitFor();
    await page.getByLabel('Reason', { exact: true }).fill('The mailbox is lost');
    await checkState(page, 'console-method-reset');
    await confirm('Take away').click();
    await page.getByText('The mailbox is lost').waitFor();
    // The last way in stays: there is no button to take it.
    await methods.getByText('Last way in').waitFor();
    expect(await methods.getByRole('button').count()).toBe(0);
  });

  it('keeps a view of the list under a name, and the columns that were chosen', async () => {
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await page.goto(`${endpoints.api}/console/users?status=active`);
    await press('Save this view');
    await page.getByLabel('Name of the view').fill('Who is active');
    await page.getByRole('dialog').getByRole('button', { name: 'Save this view' }).click();
    await press('Columns');
    await page.getByRole('menuitem', { name: 'Show: Roles' }).click();
    await page.getByRole('columnheader', { name: 'Roles' }).waitFor();
    await checkState(page, 'console-users-view');
    await page.goto(`${endpoints.api}/console/users`);
    await press('Who is active');
    await page.waitForURL(/status=active/);
    await page.getByRole('columnheader', { name: 'Roles' }).waitFor();
    await press('Remove the view Who is active');
    await page.getByRole('button', { name: 'Save this view' }).waitFor();
  });

  it('ends one session of a person, and all', async () => {
    await page.goto(`${endpoints.api}/console/users/helpdesk`);
    const sessions = section('Sessions');
    await sessions.getByRole('button', { name: /^End the session/ }).click();
    await confirm('End session').click();
    await sessions.getByText('The user is signed in with no browser.').waitFor();
    await signInBrowser(endpoints.operators.helpdesk, endpoints);
    await page.reload();
    await sessions.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByLabel('Reason', { exact: true }).fill('Left the company');
    await confirm('Sign out everywhere').click();
    await sessions.getByText('The user is signed in with no browser.').waitFor();
  });
}

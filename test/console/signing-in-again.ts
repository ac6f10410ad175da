import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { OperatorPassword } from '../../dev/operators/sign-in-operator.ts';
import { checkState, type WatchedContext } from '../browser/support/watched-context.ts';
import { query } from '../support/query.ts';
import type { ConsoleServer } from './support/console-server.ts';

interface Walk {
  page: Page;
  watched: WatchedContext;
  server: ConsoleServer;
  enterPassword: (at: Page, password: OperatorPassword) => Promise<void>;
  /** Name of a user whom nothing needs any more. */
  user: string;
}

/** Part of the walk, by an administrator: what is being done waits for a sign-in in another tab. */
export function describeSigningInAgain(start: () => Walk): void {
  let { page, watched, server, enterPassword, user } = {} as Walk;
  beforeAll(() => {
    ({ page, watched, server, enterPassword, user } = start());
  });

  const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
  const confirm = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

  async function choose(action: string): Promise<void> {
    await page.goto(`${server.endpoints.api}/console/users?q=long`);
    await page.getByRole('link', { name: user }).click();
    await page.getByRole('button', { name: 'Actions for this user' }).click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  async function signInFrom(asked: ReturnType<typeof dialog>): Promise<void> {
    await asked.waitFor();
    await checkState(page, 'console-sign-in-again');
    const opening = watched.context.waitForEvent('page');
    await asked.getByRole('button', { name: 'Sign in', exact: true }).click();
    const tab = await opening;
    await enterPassword(tab, server.endpoints.operators.admin);
    await tab.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await tab.close();
    await asked.waitFor({ state: 'detached' });
  }

  it('asks to sign in above what is open when the session ends, and keeps what was typed', async () => {
    await choose('Disable');
    await page.getByLabel('Reason', { exact: true }).fill('Typed before the end');
    // The session ends with the press: the events of the user are refreshed every ten seconds, and would notice an earlier end first.
    await page.route('**/disable', async (route) => {
      await watched.context.clearCookies();
      await route.continue();
    });
    await confirm('Disable').click();
    await signInFrom(dialog('Your session has ended'));
    await page.unroute('**/disable');
    expect(await page.getByLabel('Reason', { exact: true }).inputValue()).toBe('Typed before the end');
    await confirm('Disable').click();
    await page.getByText('Typed before the end').waitFor();
  });

  it('asks to sign in anew before it changes how another person signs in, and goes on where one was', async () => {
    await query(
      server.environment['COUNTERSIGN_DATABASE_URL'] as string,
      `update oauth_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}', to_jsonb((payload->>'loginTs')::bigint - 700))
        where model = 'Session'`,
    );
    await choose('Enable');
    await page.getByLabel('Reason', { exact: true }).fill('The phone was found');
    await confirm('Enable').click();
    await signInFrom(dialog('Show that it is you'));
    expect(await page.getByLabel('Reason', { exact: true }).inputValue()).toBe('The phone was found');
    await confirm('Enable').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('The phone was found').waitFor();
  });
}

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { addProvider } from '../../authentication/sso/support/provider-sign-in.ts';
import { checkState } from '../../browser/support/watched-context.ts';

/** Part of the walk, by an administrator: a real sign-in at an identity provider, in another tab. */
export function describeProviderTest(start: () => { page: Page; endpoints: Endpoints }): void {
  let page: Page;
  let endpoints: Endpoints;
  beforeAll(() => {
    ({ page, endpoints } = start());
  });

  /** Starts a test, and presses a button on the page of the provider. */
  async function signInThere(action: 'Sign in' | 'Cancel'): Promise<void> {
    const opening = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Open the sign-in' }).click();
    const tab = await opening;
    await tab.getByRole('button', { name: action, exact: true }).click();
    await tab.waitForURL(/\/sign-in\/sso-/);
    await tab.close();
  }

  it('shows what an identity provider says in a test sign-in, and what a sign-in would take of it', async () => {
    const id = await addProvider(endpoints, 'oidc', { enabled: false });
    await page.goto(`${endpoints.api}/console/configuration/identity-providers/edit/${id}`);
    await page.getByRole('button', { name: 'Start a test' }).click();
    await page.getByText('Waiting for the answer of the provider').waitFor();
    await signInThere('Cancel');
    await page.getByText(/^The test failed: /).waitFor();
    await checkState(page, 'console-provider-test-failed');
    await page.getByRole('button', { name: 'Test again' }).click();
    await signInThere('Sign in');
    await page.getByText('The provider answered. A sign-in would take this:').waitFor();
    await page.getByText('robin@example.com, verified').waitFor();
    const raw = page.getByRole('region', { name: 'What the provider says' });
    expect(JSON.parse(await raw.innerText())).toMatchObject({ sub: '1001', name: 'Robin Jansen' });
    await checkState(page, 'console-provider-test');
  });
}

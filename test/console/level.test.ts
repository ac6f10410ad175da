import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { buildWebPages } from '../../dev/parts/web-pages.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { addMethod } from '../../src/commands/persons/sign-in-methods/enrollment/add-method.ts';
import { verifyMethod } from '../../src/commands/persons/sign-in-methods/enrollment/verify-method.ts';
import { relyingPartyOf } from '../../src/domain/persons/sign-in-methods/passkey/relying-party.ts';
import { connectOps } from '../../src/runtime/connect-ops.ts';
import { startApi } from '../../src/runtime/start-api.ts';
import { launchChromium } from '../browser/support/chromium.ts';
import { openWatchedContext, type WatchedContext } from '../browser/support/watched-context.ts';
import { codeOfStep, stepAt } from '../sign-in-methods/support/app-codes.ts';
import { origin } from '../sign-in-methods/support/person-database.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';

const { admin } = useStack().endpoints.operators;
let instance: Instance;
let running: Awaited<ReturnType<typeof startApi>>;
let browser: Browser;
let watched: WatchedContext;
let page: Page;
let api: string;
let app: { secret: string; step: number };

beforeAll(async () => {
  const [seeded, folders, chromium] = await Promise.all([createSeededInstance(), buildWebPages(), launchChromium()]);
  [instance, browser] = [seeded, chromium];
  api = `http://localhost:${instance.environment['COUNTERSIGN_LISTEN_PORT']}`;
  const pages = { COUNTERSIGN_PORTAL_FOLDER: folders.portal, COUNTERSIGN_CONSOLE_FOLDER: folders.console };
  const variables = { ...instance.environment, ...pages, COUNTERSIGN_PUBLIC_URL: api };
  // Over http:, which no settings allow in this mode.
  const environment = readEnvironment({ ...variables, COUNTERSIGN_LOG_LEVEL: 'fatal' });
  running = await startApi({ ...environment, mode: 'production' });
  app = await addApp();
  watched = await openWatchedContext(browser);
  page = await watched.context.newPage();
});
afterAll(async () => {
  await watched?.close();
  await browser?.close();
  await running?.stop();
  await instance?.stop();
});

/** An app of the Administrator, which was added by the code of a step. */
async function addApp(): Promise<{ secret: string; step: number }> {
  const ops = await connectOps(readEnvironment(instance.environment));
  const deps = { ...ops, relyingParty: relyingPartyOf(api) };
  const { id, shown } = await addMethod(deps, { personId: 'admin', type: 'authenticator_app', origin });
  const [secret, step] = [shown['secret'] as string, stepAt()];
  await verifyMethod(deps, { personId: 'admin', methodId: id, proof: { code: codeOfStep(secret, step) }, origin });
  await ops.close();
  return { secret, step };
}

const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

describe('the console in production', { timeout: 300_000 }, () => {
  it('refuses the session of a password alone, and leads to the second factor and back', async () => {
    await page.goto(`${api}/account/sign-in`);
    await page.getByLabel('E-mail, phone number or username').fill(admin.username);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(admin.password);
    await button('Continue').click();
    await heading('Sign-in methods').waitFor();

    await page.goto(`${api}/console/users?q=ada`);
    await heading('Countersign console').waitFor();
    const refused = await page.evaluate(async () => {
      const answer = await fetch('/admin/v1/users?limit=1');
      return [answer.status, ((await answer.json()) as { code: string }).code];
    });
    expect(refused).toEqual([401, 'insufficient_user_authentication']);

    await button('Sign in').click();
    await button(/^Authenticator app/).click();
    const [done, wrong] = [heading('Users'), page.getByText('That code is not right.')];
    // A machine that stands still for a minute types a code that is too old: the next one is right.
    for (let tries = 0; tries < 3; tries += 1) {
      app.step = Math.max(app.step + 1, stepAt());
      await page.getByLabel('Code of the app').fill(codeOfStep(app.secret, app.step));
      await done.or(wrong).first().waitFor();
      if (await done.isVisible()) break;
    }
    await done.waitFor();
    expect(new URL(page.url()).search).toBe('?q=ada');
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { launchChromium } from '../browser/support/chromium.ts';
import { describeAccount } from './account.ts';
import { describeCertificate } from './certificate.ts';
import { describeCancel } from './at-a-site/cancel.ts';
import { describeClub } from './club.ts';
import { describeAccountMethods } from './account-methods.ts';
import { describeChooseAccount } from './at-a-site/choose-account.ts';
import { describeDevice } from './at-a-site/device.ts';
import { describeEveryMethod } from './every-method.ts';
import { describePages } from './pages.ts';
import { describeProviderSignIn } from './provider-sign-in.ts';
import { describeShopSignIn } from './shop-sign-in.ts';
import { describeToken } from './token.ts';
import { describeTrustedBrowser } from './trusted-browser.ts';
import { startPortalServer, type PortalServer } from './support/portal-server.ts';

let server: PortalServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startPortalServer(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const start = () => ({ browser, server });

describe('the pages', { timeout: 600_000 }, () => describePages(start));
describe('the account', { timeout: 600_000 }, () => describeAccount(start));
describe('the methods of the account', { timeout: 600_000 }, () => describeAccountMethods(start));
describe('every method', { timeout: 600_000 }, () => describeEveryMethod(start));
describe('a certificate', { timeout: 600_000 }, () => describeCertificate(start));
describe('signing in to the shop', { timeout: 600_000 }, () => describeShopSignIn(start));
describe('a sign-in that is cancelled', { timeout: 600_000 }, () => describeCancel(start));
describe('a second site', { timeout: 600_000 }, () => describeClub(start));
describe('signing in at an identity provider', { timeout: 600_000 }, () => describeProviderSignIn(start));
describe('the link of an action token', { timeout: 600_000 }, () => describeToken(start));
describe('a browser that is trusted', { timeout: 600_000 }, () => describeTrustedBrowser(start));
describe('choosing an account', { timeout: 600_000 }, () => describeChooseAccount(start));
describe('signing in on a device', { timeout: 600_000 }, () => describeDevice(start));

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { useStack } from '../support/stack.ts';
import { describeAccountDevices } from './account-devices.ts';
import { describeCustomer } from './customer.ts';
import { describeFactors } from './factors.ts';
import { describeInterruptions } from './interruptions.ts';
import { describeScanning } from './scanning.ts';
import { describeSeveralUsers } from './several-users.ts';
import { describeWaysToConfirm } from './ways-to-confirm.ts';
import { launchChromium } from './support/chromium.ts';
import { startDemoPages } from './support/demo-pages.ts';
import { openShopAndPhone } from './support/shop-and-phone.ts';

let browser: Browser;
let pages: Pages;

beforeAll(async () => {
  [browser, pages] = await Promise.all([launchChromium(), startDemoPages(useStack())]);
});
afterAll(async () => {
  await browser?.close();
  await pages?.stop();
});

/** The steps of a scene build on each other: after a failed step the others are skipped. The failed one may be repeated. */
function scene(name: string, steps: () => void): void {
  describe(name, () => {
    let failed: string | undefined;
    beforeEach(({ skip, task }) => skip(failed !== undefined && failed !== task.id, 'an earlier step failed'));
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') failed = task.id;
      else if (failed === task.id) failed = undefined;
    });
    steps();
  });
}

/** Scenes have their own browser profiles, customers and phones; two groups run in parallel, as much is waiting. */
function walker(name: string, scenes: () => void): void {
  describe(name, { concurrent: true }, () => {
    describe('one scene after the other', { concurrent: false, timeout: 900_000 }, scenes);
  });
}

const start = () => ({ browser, pages });

walker('the first walker', () => {
  scene('a customer with an Android phone', () => describeCustomer(start));
  scene('a customer with an iPhone', () => {
    it('connects the phone and approves', async () => {
      const { watched, shop, phone } = await openShopAndPhone(browser, pages);
      await phone.setUp('Robin’s iPhone', 'iPhone');
      await shop.page.getByText('It is called “Robin’s iPhone”').waitFor();
      await shop.pay('On my phone');
      await phone.openNotification();
      await phone.button('Approve').click();
      await shop.heading('Paid').waitFor();
      await shop.page.getByText('Signature verified').waitFor();
      expect(watched.faults).toEqual([]);
      await watched.close();
    });
  });
  scene('a phone that is interrupted', () => describeInterruptions(() => openShopAndPhone(browser, pages)));
  scene('a code that comes as a picture', () => describeScanning(start));
  scene('the other ways to confirm', () => describeWaysToConfirm(start));
  scene('two people with one phone', () => describeSeveralUsers(start));
});

walker('the second walker', () => {
  scene('a phone with PIN and fingerprint', () => describeFactors(start));
  scene('phones on the account page', () => describeAccountDevices(start));
});

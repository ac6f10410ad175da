import type { Page } from 'playwright-core';

export type PhoneKind = 'Android' | 'iPhone';

/** The phone as its user operates it: by the names on the screen. */
export class PocketPhone {
  readonly page: Page;
  #messagesRead = 0;

  constructor(page: Page) {
    this.page = page;
  }

  /** Reloads the page. */
  reload(): Promise<void> {
    return navigate(() => this.page.reload());
  }

  /** Opens an address. */
  open(url: string): Promise<void> {
    return navigate(() => this.page.goto(url));
  }

  heading(name: string) {
    return this.page.getByRole('heading', { name, exact: true });
  }

  button(name: string) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Sets up the phone from the code to the home screen. */
  async setUp(name: string, kind: PhoneKind): Promise<void> {
    await this.describe(name, kind);
    await this.finishSetUp();
  }

  /** Fills in the name and kind of this phone. */
  async describe(name: string, kind: PhoneKind): Promise<void> {
    await this.page.getByLabel('Name of this phone').fill(name);
    await this.page.getByText(kind, { exact: true }).click();
  }

  /** Connects, and waits for the home screen. */
  async finishSetUp(): Promise<void> {
    await this.connect();
    await this.heading('This phone is ready').waitFor();
    await this.button('Done').click();
    await this.heading('Nothing to approve').waitFor();
  }

  /** Sends the code, without a PIN. */
  async connect(): Promise<void> {
    await this.button('Connect').click();
    await this.button('Go on without a PIN').click();
  }

  /** A switch that can be used: the page ignores one that is still changing. */
  switch(name: string, state: { checked?: boolean } = {}) {
    const ready = this.page.locator('[aria-busy="false"]');
    return this.page.getByRole('switch', { name, disabled: false, ...state }).and(ready);
  }

  /** Presses a switch by keyboard. */
  async toggle(name: string): Promise<void> {
    await this.switch(name).press('Space');
  }

  /** Types a PIN on the keyboard. */
  async typePin(pin: string): Promise<void> {
    await this.page.getByRole('button', { name: '1', exact: true, disabled: false }).waitFor();
    await this.page.keyboard.type(pin);
    await this.page.keyboard.press('Enter');
  }

  /** Opens the notification that has just arrived. @param within milliseconds for each step of it */
  async openNotification(within?: number): Promise<void> {
    const timeout = within === undefined ? {} : { timeout: within };
    await this.page
      .getByRole('alert')
      .getByRole('button', { name: /Northwind ID, now/ })
      .click(timeout);
    await this.button('Approve').waitFor(timeout);
  }

  /** The texts that the question shows. */
  async question(): Promise<{ message: string; secureMessage: string }> {
    return {
      message: await this.page.getByTestId('message').innerText(),
      secureMessage: await this.page.getByTestId('secure-message').innerText(),
    };
  }

  /** The token by which the push service reaches this phone. */
  async pushToken(): Promise<string> {
    const device = await this.page.evaluate(() => localStorage.getItem('northwind-id.push-device'));
    return (JSON.parse(device ?? '{}') as { token: string }).token;
  }

  async goTo(tab: 'Home' | 'Messages' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: tab }).click();
  }

  /** Opens the settings, which check whether this phone still has the notifications: what takes them away would have that refused. */
  async openSettings(): Promise<void> {
    const checked = this.page.waitForResponse(
      (answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/push-enrollment'),
    );
    await this.goTo('Settings');
    await checked;
  }

  /** The code in the next text message: the one that no earlier call has read. */
  async nextCode(): Promise<string> {
    await this.goTo('Messages');
    const messages = this.page.getByTestId('text-message');
    await messages.nth(this.#messagesRead).waitFor();
    this.#messagesRead++;
    return /\d{6}/.exec(await messages.first().innerText())?.[0] ?? '';
  }
}

/** A layer that closes steps back in the history of the page a moment later, which aborts a navigation: then it is made again. */
async function navigate(go: () => Promise<unknown>): Promise<void> {
  await go().catch(async (error: Error) => {
    if (!/ERR_ABORTED|interrupted by another navigation/.test(error.message)) throw error;
    await go();
  });
}

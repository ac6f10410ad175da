import type { Page } from 'playwright-core';

export type PhoneKind = 'Android' | 'iPhone';

/** The phone as its owner uses it: by the names of what is on the screen. */
export class PocketPhone {
  readonly page: Page;
  #messagesRead = 0;

  constructor(page: Page) {
    this.page = page;
  }

  heading(name: string) {
    return this.page.getByRole('heading', { name, exact: true });
  }

  button(name: string) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** From the filled-in code to a phone that is ready. */
  async setUp(name: string, kind: PhoneKind): Promise<void> {
    await this.describe(name, kind);
    await this.finishSetUp();
  }

  /** Says what this phone is called, and what it is. */
  async describe(name: string, kind: PhoneKind): Promise<void> {
    await this.page.getByLabel('Name of this phone').fill(name);
    await this.page.getByText(kind, { exact: true }).click();
  }

  /** From a form that is filled in to a phone that is ready. */
  async finishSetUp(): Promise<void> {
    await this.connect();
    await this.heading('This phone is ready').waitFor();
    await this.button('Done').click();
    await this.heading('Nothing to approve').waitFor();
  }

  /** Sends the code off, without a PIN. */
  async connect(): Promise<void> {
    await this.button('Connect').click();
    await this.button('Go on without a PIN').click();
  }

  /** Types a PIN into the pad, on the keyboard. */
  async typePin(pin: string): Promise<void> {
    await this.button('OK').waitFor();
    await this.page.keyboard.type(pin);
    await this.page.keyboard.press('Enter');
  }

  /** Opens the notification that just came. */
  async openNotification(): Promise<void> {
    await this.page
      .getByRole('alert')
      .getByRole('button', { name: /Northwind ID, now/ })
      .click();
    await this.button('Approve').waitFor();
  }

  /** What the question shows. */
  async question(): Promise<{ message: string; secureMessage: string }> {
    return {
      message: await this.page.getByTestId('message').innerText(),
      secureMessage: await this.page.getByTestId('secure-message').innerText(),
    };
  }

  /** Where the push service delivers to this phone. */
  async pushToken(): Promise<string> {
    const device = await this.page.evaluate(() => localStorage.getItem('northwind-id.push-device'));
    return (JSON.parse(device ?? '{}') as { token: string }).token;
  }

  async goTo(tab: 'Home' | 'Messages' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: tab }).click();
  }

  /** The code in the next text message to this phone's number: the one that no earlier call has read. */
  async nextCode(number: string): Promise<string> {
    await this.goTo('Messages');
    await this.page.getByLabel('My number').fill(number);
    const messages = this.page.getByTestId('text-message');
    await messages.nth(this.#messagesRead).waitFor();
    this.#messagesRead++;
    return /\d{6}/.exec(await messages.first().innerText())?.[0] ?? '';
  }
}

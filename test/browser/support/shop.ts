import type { BrowserContext, Page } from 'playwright-core';

export type ShopMethod = 'On my phone' | 'Express approval' | 'With my PIN' | 'With a code from this page' | 'Scan a picture' | 'Text message';

/** The shop as a customer uses it: by the names of what is on the screen. */
export class Shop {
  readonly page: Page;
  readonly #url: string;

  private constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  /** Opens the shop and signs in under a name that has not been used before. */
  static async enter(context: BrowserContext, url: string, name: string): Promise<Shop> {
    const shop = new Shop(await context.newPage(), url);
    await shop.page.goto(url);
    await shop.page.getByLabel('Your name').fill(name);
    await shop.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await shop.heading(`Hello ${name}`).waitFor();
    return shop;
  }

  heading(name: string) {
    return this.page.getByRole('heading', { name, exact: true });
  }

  button(name: string) {
    return this.page.getByRole('button', { name });
  }

  /** Chooses the first open bill and how to confirm it, up to the button that pays. */
  async choosePayment(method: ShopMethod): Promise<void> {
    await this.page.goto(this.#url);
    await this.page
      .getByRole('link', { name: /^Pay €/ })
      .first()
      .click();
    await this.page.getByRole('radio', { name: method }).check();
  }

  async pay(method: ShopMethod): Promise<void> {
    await this.choosePayment(method);
    await this.button('Pay €').click();
  }

  async payByText(phoneNumber: string): Promise<void> {
    await this.choosePayment('Text message');
    await this.page.getByLabel('Mobile number').fill(phoneNumber);
    await this.button('Pay €').click();
    await this.heading('Type the code we sent you').waitFor();
  }

  async typeCode(code: string): Promise<void> {
    await this.page.getByLabel('Code', { exact: true }).fill(code);
    await this.button('Confirm').click();
  }
}

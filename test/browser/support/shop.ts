import type { BrowserContext, Page } from 'playwright-core';

export type ShopMethod =
  | 'On my phone'
  | 'Express approval'
  | 'With my PIN'
  | 'With my fingerprint'
  | 'With a code from this page'
  | 'Scan a picture'
  | 'Text message';

/** The shop as a customer operates it: by the names on the screen. */
export class Shop {
  readonly page: Page;
  readonly #url: string;

  private constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  /** Opens the shop and signs in under a new name. */
  static async enter(context: BrowserContext, url: string, name: string): Promise<Shop> {
    const shop = new Shop(await context.newPage(), url);
    await shop.page.goto(url);
    const switcher = shop.page.getByRole('button', { name: 'Switch customer in this tab' });
    // In a new tab a customer can be signed in already.
    await switcher.or(shop.page.getByLabel('Your name')).waitFor();
    if (await switcher.isVisible()) await switcher.click();
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

  /** Chooses the first open bill and the method, without paying yet. */
  async choosePayment(method: ShopMethod): Promise<void> {
    await this.page.goto(this.#url);
    await this.openBill();
    await this.button('Pay €').waitFor();
    const choice = this.choice(method);
    if (!(await choice.isVisible())) await this.button('Other ways').click();
    await choice.check();
  }

  /** Opens the first open bill from the account page. */
  async openBill(): Promise<void> {
    await this.page.getByRole('link', { name: /^Pay this bill/ }).click();
  }

  choice(method: ShopMethod) {
    return this.page.getByRole('radio', { name: method, exact: true });
  }

  async pay(method: ShopMethod): Promise<void> {
    await this.choosePayment(method);
    await this.button('Pay €').click();
  }

  async payByText(): Promise<void> {
    await this.pay('Text message');
    await this.heading('Type the code we sent you').waitFor();
  }

  async typeCode(code: string): Promise<void> {
    await this.page.getByLabel('Code', { exact: true }).fill(code);
    await this.button('Confirm').click();
  }
}

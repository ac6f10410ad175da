import type { SmsResult } from './sms-sender.ts';

const keptResults = 10_000;

/** Sends under way and done, by idempotency key: Twilio's Messages resource knows no such key itself. */
export class SentMessages {
  readonly #results = new Map<string, Promise<SmsResult>>();

  /**
   * The result of the first `send` with this key. Only a refusal after which it is certain that nothing went out may be
   * tried again.
   */
  once(key: string, send: () => Promise<SmsResult>): Promise<SmsResult> {
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const result = send().then((settled) => {
      if (settled.status === 'refused' && settled.retryable) this.#results.delete(key);
      return settled;
    });
    this.#results.set(key, result);
    if (this.#results.size > keptResults) this.#results.delete(this.#results.keys().next().value as string);
    return result;
  }
}

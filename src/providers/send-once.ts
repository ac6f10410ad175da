import { LRUCache } from 'lru-cache';

const keptResults = 10_000;

/** What both kinds of results have. */
interface Settled {
  status: string;
  retryable?: boolean;
}

/** Sends under way and done, by idempotency key: neither SMTP nor Twilio's Messages resource knows such a key itself. */
export class SendOnce<Result extends Settled> {
  readonly #results = new LRUCache<string, Promise<Result>>({ max: keptResults });

  /**
   * The result of the first `send` with this key. Only a refusal after which it is certain that nothing went out may be
   * tried again.
   */
  once(key: string, send: () => Promise<Result>): Promise<Result> {
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const result = send().then((settled) => {
      if (settled.status === 'refused' && settled.retryable) this.#results.delete(key);
      return settled;
    });
    this.#results.set(key, result);
    return result;
  }
}

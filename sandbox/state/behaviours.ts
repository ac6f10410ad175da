/** The parts of the sandbox whose behaviour can be set. `token` is Google's OAuth token endpoint. */
export const providers = ['fcm', 'apns', 'twilio', 'sms-gateway', 'token', 'geolocation', 'smtp'] as const;
export type Provider = (typeof providers)[number];

export const modes = [
  'normal',
  'refuse',
  'slow',
  'garbage',
  'reset',
  'unregistered',
  'undelivered',
  'too_many_requests',
  'unavailable',
  'expired_token',
] as const;
export type Mode = (typeof modes)[number];

/** One behaviour; without `token`, `to` or `from` it applies to every request of its provider. */
export interface Behaviour {
  mode: Mode;
  /** The number of further requests that it applies to; unlimited when absent. */
  times?: number;
  /** Milliseconds before the answer. */
  delay_ms?: number;
  /** Sent as `Retry-After` with `too_many_requests` and `unavailable`. */
  retry_after_s?: number;
  /** SMTP: the reply of `refuse`, such as 451; 550 when absent. */
  smtp_code?: number;
  token?: string;
  to?: string;
  from?: string;
}

/** The addressee of a request. */
export interface Addressing {
  token?: string;
  to?: string;
  from?: string;
}

const normal: Behaviour = { mode: 'normal' };
const slowByDefaultMs = 5000;
const selectors = ['token', 'to', 'from'] as const;

/** The behaviours of the providers; the most specific one that matches a request applies. */
export class Behaviours {
  readonly #byProvider = new Map<Provider, Behaviour[]>();

  /** Replaces the behaviour for the same addressee; `normal` removes it. */
  set(provider: Provider, behaviour: Behaviour): void {
    const others = this.list(provider).filter((other) =>
      selectors.some((selector) => other[selector] !== behaviour[selector]),
    );
    const isPlain = behaviour.mode === 'normal' && behaviour.delay_ms === undefined && particularity(behaviour) === 0;
    this.#byProvider.set(provider, isPlain ? others : [...others, { ...behaviour }]);
  }

  list(provider: Provider): readonly Behaviour[] {
    return this.#byProvider.get(provider) ?? [];
  }

  all(): Record<Provider, readonly Behaviour[]> {
    return Object.fromEntries(providers.map((provider) => [provider, this.list(provider)])) as Record<
      Provider,
      readonly Behaviour[]
    >;
  }

  clear(provider?: Provider, addressing: Addressing = {}): void {
    if (provider === undefined) return this.#byProvider.clear();
    const isOther = (behaviour: Behaviour): boolean =>
      selectors.some((selector) => addressing[selector] !== undefined && behaviour[selector] !== addressing[selector]);
    this.#byProvider.set(provider, this.list(provider).filter(isOther));
  }

  /** The behaviour for one request, counted down; `slow` becomes a delay. */
  take(provider: Provider, addressing: Addressing): Behaviour {
    const fitting = this.list(provider).filter((behaviour) => fits(behaviour, addressing));
    const chosen = fitting.toSorted((one, other) => particularity(other) - particularity(one))[0];
    if (chosen === undefined) return normal;
    if (chosen.times !== undefined) {
      chosen.times -= 1;
      if (chosen.times <= 0)
        this.#byProvider.set(
          provider,
          this.list(provider).filter((behaviour) => behaviour !== chosen),
        );
    }
    return chosen.mode === 'slow'
      ? { ...chosen, mode: 'normal', delay_ms: chosen.delay_ms ?? slowByDefaultMs }
      : chosen;
  }
}

function fits(behaviour: Behaviour, addressing: Addressing): boolean {
  return selectors.every(
    (selector) => behaviour[selector] === undefined || behaviour[selector] === addressing[selector],
  );
}

function particularity(behaviour: Behaviour): number {
  return selectors.filter((selector) => behaviour[selector] !== undefined).length;
}

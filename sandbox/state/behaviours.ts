/** The parts of the sandbox that can be told to misbehave. `token` is Google's OAuth token endpoint. */
export const providers = ['fcm', 'apns', 'twilio', 'sms-gateway', 'token', 'geolocation'] as const;
export type Provider = (typeof providers)[number];

export const modes = ['normal', 'refuse', 'slow', 'garbage', 'reset', 'unregistered', 'undelivered', 'too_many_requests', 'unavailable', 'expired_token'] as const;
export type Mode = (typeof modes)[number];

/** One instruction; without `token`, `to` or `from` it concerns every request of its provider. */
export interface Behaviour {
  mode: Mode;
  /** How many more requests it concerns; forever when absent. */
  times?: number;
  /** Milliseconds before the answer. */
  delay_ms?: number;
  /** Sent as `Retry-After` with `too_many_requests` and `unavailable`. */
  retry_after_s?: number;
  token?: string;
  to?: string;
  from?: string;
}

/** Whom a request concerns. */
export interface Addressing {
  token?: string;
  to?: string;
  from?: string;
}

const normal: Behaviour = { mode: 'normal' };
const slowByDefaultMs = 5000;
const selectors = ['token', 'to', 'from'] as const;

/** Instructions for misbehaviour; the most particular one that fits a request wins. */
export class Behaviours {
  readonly #byProvider = new Map<Provider, Behaviour[]>();

  /** Replaces the instruction for the same addressee; `normal` takes it away. */
  set(provider: Provider, behaviour: Behaviour): void {
    const others = this.list(provider).filter((other) => selectors.some((selector) => other[selector] !== behaviour[selector]));
    const isPlain = behaviour.mode === 'normal' && behaviour.delay_ms === undefined && particularity(behaviour) === 0;
    this.#byProvider.set(provider, isPlain ? others : [...others, { ...behaviour }]);
  }

  list(provider: Provider): readonly Behaviour[] {
    return this.#byProvider.get(provider) ?? [];
  }

  all(): Record<Provider, readonly Behaviour[]> {
    return Object.fromEntries(providers.map((provider) => [provider, this.list(provider)])) as Record<Provider, readonly Behaviour[]>;
  }

  clear(provider?: Provider, addressing: Addressing = {}): void {
    if (provider === undefined) return this.#byProvider.clear();
    const isOther = (behaviour: Behaviour): boolean => selectors.some((selector) => addressing[selector] !== undefined && behaviour[selector] !== addressing[selector]);
    this.#byProvider.set(provider, this.list(provider).filter(isOther));
  }

  /** The instruction for one request, counted down; `slow` has become its delay. */
  take(provider: Provider, addressing: Addressing): Behaviour {
    const fitting = this.list(provider).filter((behaviour) => fits(behaviour, addressing));
    const chosen = fitting.toSorted((one, other) => particularity(other) - particularity(one))[0];
    if (chosen === undefined) return normal;
    if (chosen.times !== undefined) {
      chosen.times -= 1;
      if (chosen.times <= 0) this.#byProvider.set(provider, this.list(provider).filter((behaviour) => behaviour !== chosen));
    }
    return chosen.mode === 'slow' ? { ...chosen, mode: 'normal', delay_ms: chosen.delay_ms ?? slowByDefaultMs } : chosen;
  }
}

function fits(behaviour: Behaviour, addressing: Addressing): boolean {
  return selectors.every((selector) => behaviour[selector] === undefined || behaviour[selector] === addressing[selector]);
}

function particularity(behaviour: Behaviour): number {
  return selectors.filter((selector) => behaviour[selector] !== undefined).length;
}

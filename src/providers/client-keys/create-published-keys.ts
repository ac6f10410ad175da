import type { Logger } from '../../config/logger.ts';
import { ExchangeError } from '../connection/exchange.ts';
import { createProviderNetwork } from '../connection/provider-network.ts';
import type { NetworkSettings } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { fetchKeySet } from './fetch-key-set.ts';
import type { PublishedKey } from './fetch-key-set.ts';

/** Milliseconds: so long a set is used without asking again. */
const freshFor = 10 * 60_000;
/** So long after it was fetched, while its publisher cannot be reached. A key that was withdrawn lives no longer than this. */
const usableFor = 60 * 60_000;
/** Between two fetches for a key that is not in the set: anybody can name such a key. */
const rotationCooldown = 30_000;
/** Between two fetches when the first failed. */
const failureCooldown = 10_000;
/** Sets that are kept: one for each client there is, and of those that were changed until others push them out. */
const mostSets = 1_000;

interface KeySet {
  keys: readonly PublishedKey[] | undefined;
  fetchedAt: number;
  /** When the last fetch ended, and how. */
  triedAt: number;
  hasFailed: boolean;
  inFlight: Promise<void> | undefined;
}

/** The keys that clients publish at their `jwks_uri`. */
export interface PublishedKeys {
  /** The keys at `uri`. When none of those at hand is wanted, they are fetched again, but not often. None = cannot be had now. */
  find(uri: string, isWanted: (key: PublishedKey) => boolean): Promise<readonly PublishedKey[]>;
  close(): void;
}

type Settings = NetworkSettings & Pick<ProviderSettings, 'callbackPrivateAddresses'> & {
  log: Pick<Logger, 'warn'>;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
};

/** @throws the system's error when `certificateAuthorityPem` is not a certificate. */
export function createPublishedKeys({ callbackPrivateAddresses, log, now = () => performance.now(), ...settings }: Settings): PublishedKeys {
  const isGuarded = callbackPrivateAddresses !== 'allowed';
  const network = createProviderNetwork(settings, { isGuarded });
  const closing = new AbortController();
  const sets = new Map<string, KeySet>();

  const fetchInto = async (set: KeySet, uri: string): Promise<void> => {
    try {
      set.keys = await fetchKeySet({ uri, connector: await network.connector(), isGuarded, closing: closing.signal });
      set.fetchedAt = now();
      set.hasFailed = false;
    } catch (error) {
      set.hasFailed = true;
      log.warn({ host: URL.parse(uri)?.host, reason: error instanceof ExchangeError ? error.code : (error as Error).message }, "an API client's keys could not be fetched");
    }
    set.triedAt = now();
  };
  /** One fetch at a time, for everybody who waits for it. */
  const refresh = (set: KeySet, uri: string): Promise<void> => {
    set.inFlight ??= fetchInto(set, uri).finally(() => (set.inFlight = undefined));
    return set.inFlight;
  };

  return {
    find: async (uri, isWanted) => {
      const set = keepSet(sets, uri);
      const isUsable = () => set.keys !== undefined && now() - set.fetchedAt < usableFor;
      const hasWanted = set.keys?.some(isWanted) ?? false;
      const needsNews = !hasWanted || now() - set.fetchedAt >= freshFor;
      const isQuiet = now() - set.triedAt < (set.hasFailed ? failureCooldown : rotationCooldown);
      if (needsNews && (set.inFlight || !isQuiet)) {
        const news = refresh(set, uri);
        // While its publisher is known to be away, what is at hand is not held up by asking again.
        if (!(hasWanted && isUsable() && set.hasFailed)) await news;
      }
      return isUsable() ? (set.keys as readonly PublishedKey[]) : [];
    },
    close: () => closing.abort(),
  };
}

function keepSet(sets: Map<string, KeySet>, uri: string): KeySet {
  const set = sets.get(uri) ?? { keys: undefined, fetchedAt: 0, triedAt: Number.NEGATIVE_INFINITY, hasFailed: false, inFlight: undefined };
  // The one that was used longest ago is the first.
  sets.delete(uri);
  sets.set(uri, set);
  if (sets.size > mostSets) sets.delete(sets.keys().next().value as string);
  return set;
}

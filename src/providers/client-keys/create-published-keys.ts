import { LRUCache } from 'lru-cache';
import type { Logger } from '../../config/logger.ts';
import { ExchangeError } from '../connection/exchange.ts';
import { createProviderNetwork } from '../connection/provider-network.ts';
import type { NetworkSettings } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { fetchKeySet } from './fetch-key-set.ts';
import type { PublishedKey } from './fetch-key-set.ts';

/** Milliseconds for which a set is used without a new fetch. */
const freshFor = 10 * 60_000;
/** Milliseconds for which a set is used while its publisher cannot be reached. A withdrawn key expires by then. */
const usableFor = 60 * 60_000;
/** Milliseconds between two fetches for an unknown key, which an unauthenticated caller can name. */
const rotationCooldown = 30_000;
/** Milliseconds between two fetches after a failure. */
const failureCooldown = 10_000;
/** Most cached sets: one for each client; sets of former URLs are evicted. */
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
  /** The keys at `uri`. When no cached key matches they are fetched again, with a limited rate. Empty = unavailable now. */
  find(uri: string, isWanted: (key: PublishedKey) => boolean): Promise<readonly PublishedKey[]>;
  close(): void;
}

type Settings = NetworkSettings &
  Pick<ProviderSettings, 'callbackPrivateAddresses'> & {
    log: Pick<Logger, 'warn'>;
    /** Milliseconds of a monotonic clock. */
    now?: () => number;
  };

export function createPublishedKeys({
  callbackPrivateAddresses,
  log,
  now = () => performance.now(),
  ...settings
}: Settings): PublishedKeys {
  const isGuarded = callbackPrivateAddresses !== 'allowed';
  const network = createProviderNetwork(settings, { isGuarded });
  const closing = new AbortController();
  const sets = new LRUCache<string, KeySet>({ max: mostSets });

  const fetchInto = async (set: KeySet, uri: string): Promise<void> => {
    try {
      const connector = await network.connector();
      const { extraWaitMs = 0 } = settings;
      set.keys = await fetchKeySet({ uri, connector, isGuarded, extraWaitMs, closing: closing.signal });
      set.fetchedAt = now();
      set.hasFailed = false;
    } catch (error) {
      set.hasFailed = true;
      log.warn(
        { host: URL.parse(uri)?.host, reason: error instanceof ExchangeError ? error.code : (error as Error).message },
        "an API client's keys could not be fetched",
      );
    }
    set.triedAt = now();
  };
  /** One fetch at a time, shared by all requests that wait for it. */
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
        // While its publisher is unreachable, the cached set is used without a new fetch.
        if (!(hasWanted && isUsable() && set.hasFailed)) await news;
      }
      return isUsable() ? (set.keys as readonly PublishedKey[]) : [];
    },
    close: () => closing.abort(),
  };
}

function keepSet(sets: LRUCache<string, KeySet>, uri: string): KeySet {
  const known = sets.get(uri);
  if (known) return known;
  const set: KeySet = {
    keys: undefined,
    fetchedAt: 0,
    triedAt: Number.NEGATIVE_INFINITY,
    hasFailed: false,
    inFlight: undefined,
  };
  sets.set(uri, set);
  return set;
}

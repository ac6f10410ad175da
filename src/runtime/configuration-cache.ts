import type { ConfigurationSnapshot, ForgettingSource } from '../commands/configuration/configuration-snapshot.ts';
import type { CommandDeps } from '../commands/command-deps.ts';
import { loadConfiguration } from '../commands/configuration/load-configuration.ts';
import { loadOauthRegistry } from '../commands/tokens/registry/oauth-registry.ts';
import type { OauthRegistry } from '../commands/tokens/registry/oauth-registry.ts';
import { withBuiltIns } from '../commands/tokens/registry/built-in.ts';
import { besideTransaction } from '../database/joined-transaction.ts';
import type { NotificationHub } from '../database/notification-hub.ts';

/** Milliseconds after which a snapshot is read again even without a notification of a change, while it is used on. */
const longestAge = 30_000;

type Deps = Pick<CommandDeps, 'em'> & { notifications: NotificationHub };

/** Caches of the configuration and of the OAuth clients and protected resources, invalidated by changes of all processes. */
export function createSnapshots(
  deps: Deps,
  environment: Parameters<typeof withBuiltIns>[1],
): {
  configuration: ForgettingSource<ConfigurationSnapshot>;
  registry: ForgettingSource<OauthRegistry>;
} {
  return {
    configuration: createSnapshotCache(deps, loadConfiguration),
    registry: createSnapshotCache(deps, async (from) => withBuiltIns(await loadOauthRegistry(from), environment)),
  };
}

function createSnapshotCache<Snapshot>(
  deps: Deps,
  load: (deps: Deps) => Promise<Snapshot>,
): ForgettingSource<Snapshot> {
  let snapshot: Promise<Snapshot> | undefined;
  let readAt = 0;
  const forget = () => {
    snapshot = undefined;
  };
  deps.notifications.subscribeAll('configuration', forget);
  /** No request waits for it: transactions that did would hold the connections that it needs. */
  const readAgain = (old: Promise<Snapshot>) => {
    readAt = performance.now();
    const reading = besideTransaction(() => load(deps));
    const replace = () => {
      if (snapshot === old) snapshot = reading;
    };
    // After a failure the next age has its turn.
    reading.then(replace, () => undefined);
  };
  return {
    forget,
    current: () => {
      if (snapshot) {
        if (performance.now() - readAt >= longestAge) readAgain(snapshot);
        return snapshot;
      }
      const reading = load(deps);
      snapshot = reading;
      readAt = performance.now();
      reading.catch(() => {
        if (snapshot === reading) snapshot = undefined;
      });
      return reading;
    },
  };
}

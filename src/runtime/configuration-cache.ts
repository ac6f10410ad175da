import type { ConfigurationSnapshot, ForgettingSource } from '../commands/configuration/configuration-snapshot.ts';
import type { CommandDeps } from '../commands/command-deps.ts';
import { loadConfiguration } from '../commands/configuration/load-configuration.ts';
import { loadOauthRegistry } from '../commands/tokens/registry/oauth-registry.ts';
import type { OauthRegistry } from '../commands/tokens/registry/oauth-registry.ts';
import { loadRegisteredPolicies } from '../commands/authentication/policies/registered-policies.ts';
import type { RegisteredPolicies } from '../commands/authentication/policies/registered-policies.ts';
import { withBuiltIns } from '../commands/tokens/registry/built-in.ts';
import { besideTransaction, openTransaction } from '../database/joined-transaction.ts';
import type { NotificationHub } from '../database/notification-hub.ts';

/** Milliseconds after which a snapshot is read again even without a notification of a change, while it is used on. */
const longestAge = 30_000;

type Deps = Pick<CommandDeps, 'em'> & { notifications: NotificationHub };

/** Caches of the configuration, of the OAuth clients and protected resources, and of policies, invalidated by changes of all processes. */
export function createSnapshots(
  deps: Deps,
  environment: Parameters<typeof withBuiltIns>[1],
): {
  configuration: ForgettingSource<ConfigurationSnapshot>;
  registry: ForgettingSource<OauthRegistry>;
  policies: ForgettingSource<RegisteredPolicies>;
} {
  return {
    configuration: createSnapshotCache(deps, loadConfiguration),
    registry: createSnapshotCache(deps, async (from) => withBuiltIns(await loadOauthRegistry(from), environment)),
    policies: createSnapshotCache(deps, loadRegisteredPolicies),
  };
}

function createSnapshotCache<Snapshot>(
  deps: Deps,
  load: (deps: Deps) => Promise<Snapshot>,
): ForgettingSource<Snapshot> {
  let snapshot: Promise<Snapshot> | undefined;
  /** What was forgotten, until it is read anew. */
  let former: Promise<Snapshot> | undefined;
  let readAt = 0;
  const forget = () => {
    former ??= snapshot;
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
  const read = () => {
    const reading = besideTransaction(() => load(deps));
    snapshot = reading;
    readAt = performance.now();
    reading.then(
      () => {
        former = undefined;
      },
      () => {
        if (snapshot === reading) snapshot = undefined;
      },
    );
    return reading;
  };
  return {
    forget,
    current: () => {
      if (snapshot && performance.now() - readAt >= longestAge) readAgain(snapshot);
      const newest = snapshot ?? read();
      // A transaction that waited for the reading would hold the connection that it may need.
      return former && openTransaction() ? former : newest;
    },
  };
}

import type { CommandDeps } from '../commands/command-deps.ts';
import type { ConfigurationSnapshot, ForgettingConfigurationSource } from '../commands/configuration/configuration-snapshot.ts';
import { loadConfiguration } from '../commands/configuration/load-configuration.ts';
import type { NotificationHub } from './notification-hub.ts';

/** Milliseconds after which the snapshot is read again even if nobody told of a change. */
const longestAge = 30_000;

/** The configuration, read once and again after every change that any process makes. */
export function createConfigurationCache(deps: Pick<CommandDeps, 'em'> & { notifications: NotificationHub }): ForgettingConfigurationSource {
  let snapshot: Promise<ConfigurationSnapshot> | undefined;
  let readAt = 0;
  const forget = () => {
    snapshot = undefined;
  };
  deps.notifications.subscribeAll('configuration', forget);
  return {
    forget,
    current: () => {
      if (snapshot && performance.now() - readAt < longestAge) return snapshot;
      const reading = loadConfiguration(deps);
      snapshot = reading;
      readAt = performance.now();
      reading.catch(() => {
        if (snapshot === reading) snapshot = undefined;
      });
      return reading;
    },
  };
}

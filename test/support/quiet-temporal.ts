import { DefaultLogger, Runtime } from '@temporalio/worker';

// For its effect: tests put faults into activities on purpose, and the SDK would tell of each.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'off', forward: {} } },
  shutdownSignals: [],
});

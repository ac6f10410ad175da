import { DefaultLogger, Runtime } from '@temporalio/worker';

// Imported for its side effect: tests make activities fail on purpose, and the SDK would log each failure.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'off', forward: {} } },
  shutdownSignals: [],
});

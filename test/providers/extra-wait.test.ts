import { describe, expect, it } from 'vitest';
import { useSandbox } from '../sandbox/support/running-sandbox.ts';
import { providerCalls } from './support/provider-calls.ts';
import { sandboxSettings } from './support/provider-fixtures.ts';

const sandbox = useSandbox();

describe('the extra wait', () => {
  it.each(['apns', 'fcm and its token exchange', 'twilio', 'an SMS gateway', 'a mail by STARTTLS', 'geolocation'])(
    'is added to the time of a call: %s',
    async (name) => {
      const settings = { ...sandboxSettings(sandbox()), extraWaitMs: 120_000 };
      // Alone it would not suffice for a connection.
      expect((await providerCalls[name]!(sandbox(), settings, 1)).outcome).toBe('sent');
    },
  );
});

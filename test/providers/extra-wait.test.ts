import { describe, expect, it } from 'vitest';
import { createIdentityProviders } from '../../src/providers/identity-providers/create-identity-providers.ts';
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

  it('is added to the time of a request to an identity provider', async () => {
    const settings = { ...sandboxSettings(sandbox()), extraWaitMs: 120_000 };
    const providers = createIdentityProviders(settings, { timeoutMs: 1 });
    const issuer = `${sandbox().controlUrl}/identity/oidc`;
    const client = { clientId: 'countersign', authentication: 'client_secret_post', clientSecret: 'x' } as const;
    const provider = { id: 'any', kind: 'oidc', issuer, ...client, scopes: ['openid'], claims: [] } as const;
    const secrets = { state: 'state', nonce: 'nonce', codeVerifier: 'x'.repeat(43) };
    const signIn = { redirectUri: 'https://id.example/callback', ...secrets, responseMode: 'query' } as const;
    expect(await providers.addressOf(provider, signIn)).toMatchObject({ status: 'ready' });
    await providers.close();
  });
});

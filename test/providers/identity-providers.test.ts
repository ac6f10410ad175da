import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import type {
  CalledProvider,
  ProviderSignIn,
} from '../../src/domain/configuration/identity-providers/identity-provider-client.ts';
import { createIdentityProviders } from '../../src/providers/identity-providers/create-identity-providers.ts';

const stops: (() => void)[] = [];
afterAll(() => stops.forEach((stop) => stop()));

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const providerAt = (issuer: string): CalledProvider => ({
  ...{ id: 'test', kind: 'oidc', issuer, clientId: 'countersign', clientSecret: 'secret' },
  ...{ authentication: 'client_secret_basic', scopes: ['openid'], claims: [] },
});
const signIn: ProviderSignIn = {
  redirectUri: 'https://login.example/authentication/sso/test/callback',
  ...{ state: 's'.repeat(43), nonce: 'n'.repeat(43), codeVerifier: 'v'.repeat(43), responseMode: 'query' },
};

describe('calls to an identity provider', () => {
  it('end when it does not answer in time, before its answer and within it', async () => {
    const client = createIdentityProviders({ callbackPrivateAddresses: 'allowed' }, { timeoutMs: 300 });
    const silent = await listen(() => undefined);
    const half = await listen((_request, response) => void response.writeHead(200).write('{'));
    for (const issuer of [silent, half])
      expect(await client.addressOf(providerAt(issuer), signIn)).toEqual({
        status: 'unavailable',
        detail: 'no answer in time',
      });
    await client.close();
  });

  it('read no more of an answer than a provider has to say', async () => {
    const client = createIdentityProviders({ callbackPrivateAddresses: 'allowed' }, { timeoutMs: 60_000 });
    const endless = await listen((_request, response) => void response.end('x'.repeat(300 * 1024)));
    expect(await client.addressOf(providerAt(endless), signIn)).toEqual({ status: 'unavailable', detail: 'too long' });
    await client.close();
  });

  it('follow no redirect, and believe no other issuer', async () => {
    const client = createIdentityProviders({ callbackPrivateAddresses: 'allowed' }, { timeoutMs: 60_000 });
    const asked: string[] = [];
    const target = await listen((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer: 'https://honest.example', authorization_endpoint: `${target}/auth` }));
    });
    const away = await listen((_request, response) => response.writeHead(302, { location: target }).end());
    expect((await client.addressOf(providerAt(away), signIn)).status).toBe('unavailable');
    expect(asked).toEqual([]);
    expect((await client.addressOf(providerAt(target), signIn)).status).toBe('unavailable');
    await client.close();
  });

  it('go to no private address and over TLS alone, unless the installation allows it', async () => {
    const client = createIdentityProviders({ callbackPrivateAddresses: 'refused' }, { timeoutMs: 60_000 });
    const asked: string[] = [];
    const here = await listen((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    expect((await client.addressOf(providerAt(here), signIn)).status).toBe('unavailable');
    expect(await client.addressOf(providerAt(here.replace('http:', 'https:')), signIn)).toEqual({
      status: 'unavailable',
      detail: 'PRIVATE_ADDRESS',
    });
    expect(asked).toEqual([]);
    await client.close();
  });

  it('ask for a new sign-in where the provider keeps to the standard, and only then', async () => {
    const client = createIdentityProviders({ callbackPrivateAddresses: 'allowed' }, { timeoutMs: 60_000 });
    const issuer: string = await listen((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/t` }));
    });
    const asked = async (newSignIn?: ProviderSignIn['newSignIn']) => {
      const begun = await client.addressOf(providerAt(issuer), { ...signIn, ...(newSignIn && { newSignIn }) });
      const { searchParams } = new URL(begun.status === 'ready' ? begun.address : 'about:blank');
      return [searchParams.has('state'), searchParams.get('max_age'), searchParams.get('prompt')];
    };
    expect(await asked({ since: 1_700_000_000, isSent: true })).toEqual([true, '0', 'login']);
    expect(await asked()).toEqual([true, null, null]);
    expect(await asked({ since: 1_700_000_000, isSent: false })).toEqual([true, null, null]);
    await client.close();
  });

  it('ask once what a provider publishes, for all that wait for it', async () => {
    const client = createIdentityProviders({ callbackPrivateAddresses: 'allowed' }, { timeoutMs: 60_000 });
    let count = 0;
    const issuer: string = await listen((_request, response) => {
      count += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/t` }));
    });
    const provider = providerAt(issuer);
    const begun = await Promise.all(Array.from({ length: 8 }, () => client.addressOf(provider, signIn)));
    expect(new Set(begun.map(({ status }) => status))).toEqual(new Set(['ready']));
    expect(count).toBe(1);
    await client.close();
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import type { JWK } from 'jose';
import { Provider } from 'oidc-provider';
import type { Account as ProviderAccount, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { otherClaims, sandboxClient } from './accounts.ts';
import type { Account } from './accounts.ts';

/** Providers that speak OpenID Connect, each as the one that it stands in for. */
export const brands = ['oidc', 'google', 'apple', 'slack'] as const;
export type Brand = (typeof brands)[number];

/** Any installation on this machine, at the address that Countersign has for its providers. */
const callbacks = /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/authentication\/sso\/[a-z0-9-]+\/callback$/;

/** Keys of teams at Apple, by `team_id/key_id`. */
export type AppleKeys = Map<string, JWK>;

interface Settings {
  brand: Brand;
  issuer: string;
  accounts: ReadonlyMap<string, Account>;
  appleKeys: AppleKeys;
}

/** A provider of the sandbox. It knows one client, and remembers its people as long as the sandbox runs. */
export function createOpenIdProvider({ brand, issuer, accounts, appleKeys }: Settings): Provider {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: sandboxClient.id,
        client_secret: sandboxClient.secret,
        redirect_uris: ['http://127.0.0.1/authentication/sso/sandbox/callback'],
        token_endpoint_auth_method: brand === 'oidc' ? 'client_secret_basic' : 'client_secret_post',
        id_token_signed_response_alg: 'ES256',
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [signingKey()] },
    // Of one host, whatever the port, cookies are shared: those of Countersign have the usual names.
    cookies: {
      keys: [crypto.randomUUID()],
      names: { session: `${brand}_session`, interaction: `${brand}_interaction`, resume: `${brand}_resume` },
    },
    scopes: ['openid', 'name'],
    claims: {
      openid: ['sub', ...(brand === 'oidc' ? otherClaims : [])],
      email: ['email', 'email_verified'],
      profile: ['name'],
      name: ['name'],
    },
    // Those of the brands have the address in the ID token; the plain one has it at its user info endpoint.
    conformIdTokenClaims: brand === 'oidc',
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `${new URL(issuer).pathname}/sign-in/${uid}` },
    findAccount: (_context, id) => findAccount(accounts, brand, id),
    loadExistingGrant,
  });
  provider.Client.prototype.redirectUriAllowed = (uri: string) => callbacks.test(uri);
  if (brand === 'apple')
    Object.assign(provider.Client.prototype, {
      compareClientSecret: (secret: string) => isSignedSecret(appleKeys, issuer, secret),
    });
  return provider;
}

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), alg: 'ES256', use: 'sig', kid: crypto.randomUUID() };
}

function findAccount(accounts: ReadonlyMap<string, Account>, brand: Brand, id: string): ProviderAccount | undefined {
  const account = accounts.get(`${brand}/${id}`);
  if (!account) return undefined;
  const { email, isEmailVerified, name, claims } = account;
  // Apple writes it as text.
  const verified = brand === 'apple' ? String(isEmailVerified) : isEmailVerified;
  const address = email === '' ? {} : { email, email_verified: verified as boolean };
  return { accountId: id, claims: () => ({ ...claims, sub: id, ...address, ...(name !== '' && { name }) }) };
}

/** A person is not asked for consent. */
const loadExistingGrant: NonNullable<Configuration['loadExistingGrant']> = async (context: KoaContextWithOIDC) => {
  const { client, session, provider } = context.oidc;
  const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
  grant.addOIDCScope('openid email profile name');
  await grant.save();
  return grant;
};

/** @see https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret */
async function isSignedSecret(keys: AppleKeys, issuer: string, secret: string): Promise<boolean> {
  try {
    await jwtVerify(
      secret,
      async ({ kid }) => {
        const key = keys.get(`${decodeJwt(secret).iss}/${kid}`);
        if (!key) throw new Error('no such key');
        return importJWK(key, 'ES256');
      },
      { algorithms: ['ES256'], audience: issuer, subject: sandboxClient.id, maxTokenAge: '180d' },
    );
    return true;
  } catch {
    return false;
  }
}

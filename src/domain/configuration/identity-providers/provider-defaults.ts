import type { IdentityProviderKind, ProviderAuthentication } from './status.ts';

/** What a provider is, unless its operator decides otherwise. */
export interface ProviderDefaults {
  /** The address that names the provider; null: each has its own. */
  issuer: string | null;
  /** Of GitHub: where its API is. */
  apiUrl: string | null;
  scopes: readonly string[];
  authentication: ProviderAuthentication;
  /** Path of a logo that we serve; null: none. */
  logo: string | null;
  /** How the answer comes back. Apple posts a form as soon as it is asked for an e-mail address. */
  responseMode: 'query' | 'form_post';
  /**
   * Whether people can be made to sign in there anew (`max_age` and `prompt=login` of OpenID Connect Core section 3.1.2.1). `asked`: by every
   * provider that keeps to the standard. `unasked`: it documents neither; what it tells of the time is checked. `never`: it tells no time.
   */
  newSignIn: 'asked' | 'unasked' | 'never';
}

const openIdConnect = ['openid', 'email', 'profile'] as const;
const plain = { apiUrl: null, logo: null, responseMode: 'query', newSignIn: 'unasked' } as const;

export const providerDefaults: Readonly<Record<IdentityProviderKind, ProviderDefaults>> = {
  oidc: { ...plain, newSignIn: 'asked', issuer: null, scopes: openIdConnect, authentication: 'client_secret_basic' },
  google: {
    ...plain,
    issuer: 'https://accounts.google.com',
    scopes: openIdConnect,
    authentication: 'client_secret_post',
    logo: '/logos/google.svg',
  },
  apple: {
    ...plain,
    issuer: 'https://appleid.apple.com',
    scopes: ['openid', 'email', 'name'],
    authentication: 'signed_secret',
    logo: '/logos/apple.svg',
    responseMode: 'form_post',
  },
  slack: {
    ...plain,
    issuer: 'https://slack.com',
    scopes: openIdConnect,
    authentication: 'client_secret_post',
    logo: '/logos/slack.svg',
  },
  github: {
    issuer: 'https://github.com',
    apiUrl: 'https://api.github.com',
    scopes: ['read:user', 'user:email'],
    authentication: 'client_secret_post',
    logo: '/logos/github.svg',
    responseMode: 'query',
    newSignIn: 'never',
  },
};

import type { ClaimMapping } from './claim-mapping.ts';
import type { IdentityProviderKind, ProviderAuthentication } from './status.ts';

/** A provider as its operator configured it, as far as it is called. */
export interface CalledProvider {
  id: string;
  kind: IdentityProviderKind;
  issuer: string;
  apiUrl?: string | null;
  clientId: string;
  authentication: ProviderAuthentication;
  clientSecret?: string | null;
  teamId?: string | null;
  keyId?: string | null;
  privateKey?: string | null;
  scopes: readonly string[];
  /** Which claims are looked at, wherever the provider has them. */
  claims: readonly ClaimMapping[];
}

/** One sign-in at a provider: what its answer has to fit. */
export interface ProviderSignIn {
  /** Ours, letter by letter as it is registered there. */
  redirectUri: string;
  state: string;
  nonce: string;
  /** RFC 7636. */
  codeVerifier: string;
  responseMode: 'query' | 'form_post';
  /**
   * Set where the person has to sign in there anew: when that was asked for, in seconds since 1970, and whether the provider is sent the
   * question, to which it answers with the time of the sign-in.
   */
  newSignIn?: { since: number; isSent: boolean };
  /** Values of `acr` that would do, the lowest first; empty: any does. */
  acrValues?: readonly string[];
}

/** Who has signed in there. */
export interface ProvidedAccount {
  /** What the provider never gives to another account. */
  subject: string;
  /** Undefined: it gave none. */
  email: string | undefined;
  /** Whether the provider has proven that the address is theirs. */
  isEmailVerified: boolean;
  /** How and when they signed in there, as the provider has signed it. `signedInAt`: seconds since 1970. Undefined: it does not tell. */
  acr: string | undefined;
  amr: readonly string[];
  signedInAt: number | undefined;
  /** All that the provider says of the account. */
  claims: Readonly<Record<string, unknown>>;
}

/** What came of a sign-in at a provider. `detail` is for the event: no token, no address. */
export type ProviderAnswer =
  | { status: 'proven'; account: ProvidedAccount }
  | { status: 'cancelled' | 'refused' | 'unavailable'; detail: string };

/** Calls identity providers. */
export interface IdentityProviderClient {
  /**
   * Where the browser goes to sign in; the provider is asked once what it publishes of itself.
   */
  addressOf(
    provider: CalledProvider,
    signIn: ProviderSignIn,
  ): Promise<{ status: 'ready'; address: string } | { status: 'unavailable'; detail: string }>;
  /** Checks the answer that the browser brought, and has the provider say who it is. @param query of the address it came to. */
  takeAnswer(provider: CalledProvider, signIn: ProviderSignIn, query: URLSearchParams): Promise<ProviderAnswer>;
  close(): Promise<void>;
}

import type { Level } from '../../../domain/authentication/levels.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { CertificateSource } from '../../../security/clients/presented-certificate.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { MethodMails } from '../../persons/sign-in-methods/changes/method-mails.ts';
import type { PasswordDeps } from '../../persons/sign-in-methods/password/password-deps.ts';
import type { RelyingParty } from '../../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import type { IdentityProviderClient } from '../../../domain/configuration/identity-providers/identity-provider-client.ts';
import type { Geolocation } from '../../../domain/mobile-authentication/context/geolocation.ts';
import type { PolicySource } from '../policies/registered-policies.ts';
import type { StartableTransaction } from '../../mobile-authentication/startable-transaction.ts';
import type { OauthRegistrySource } from '../../tokens/registry/oauth-registry.ts';

/** A message that is written, and is to be sent by its workflow. */
export interface StartableMessage {
  messageId: string;
  channel: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  requestId: string | null;
}

/** A token that signs a person in, as a sign-in uses it. Tokens are a later context. */
export interface SignInTokens {
  /** Whether the settings let a token sign in. */
  isAvailable(): Promise<boolean>;
  /**
   * Uses a token for a flow. The same one again, for the same flow within a minute, has the same answer.
   * @returns whose sign-in it is, and its level.
   * @throws CountersignError `action_token_invalid`, `action_failed` and the others of the use of a token
   */
  use(asked: {
    token: string;
    code: string | undefined;
    flow: Pick<AuthenticationFlow, 'id' | 'clientId'>;
    device: string | undefined;
    /** Throws what is to be refused once it is known whose token it is, before it is used up. */
    check: (personId: string) => Promise<void>;
    origin: RequestOrigin;
  }): Promise<{ personId: string; level: Level }>;
}

/** Which certificates of people reach the installation, and whose; see the settings of these names. */
export interface CertificateTrust extends CertificateSource {
  /** PEM. */
  personCertificateAuthorities?: string | undefined;
  hardwareCertificateAuthorities?: string | undefined;
}

/** What the commands of flows need. */
export interface FlowDeps extends CommandDeps, PasswordDeps {
  configuration: ConfigurationSource;
  registry: OauthRegistrySource;
  policies: PolicySource;
  environment: { publicUrl: string } & CertificateTrust;
  relyingParty: RelyingParty;
  /** How people are told of changes of their sign-in methods. */
  methodMails: MethodMails;
  /** The workflows that a sign-in starts. */
  engine: {
    message: { start(message: StartableMessage): Promise<boolean> };
    mobileAuthentication: {
      start(transaction: StartableTransaction): Promise<boolean>;
      cancel(transactionId: string): Promise<unknown>;
      /** Of the text message that it fell back to. */
      verifyCode(transactionId: string, input: { messageId: string; correct: boolean }): Promise<unknown>;
      resendCode(
        transactionId: string,
        input: { messageId: string },
      ): Promise<{ verdict: 'sent' | 'not_sent' | 'limit_reached' }>;
    };
  };
  geolocation: Geolocation;
  identityProviders: IdentityProviderClient;
  signInTokens: SignInTokens;
}

import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import type { MethodMails } from '../../persons/sign-in-methods/changes/method-mails.ts';
import type { PasswordDeps } from '../../persons/sign-in-methods/password/password-deps.ts';
import type { RelyingParty } from '../../../domain/persons/sign-in-methods/passkey/relying-party.ts';
import type { IdentityProviderClient } from '../../../domain/configuration/identity-providers/identity-provider-client.ts';
import type { Geolocation } from '../../../domain/mobile-authentication/context/geolocation.ts';
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

/** What the commands of flows need. */
export interface FlowDeps extends CommandDeps, PasswordDeps {
  configuration: ConfigurationSource;
  registry: OauthRegistrySource;
  environment: { publicUrl: string };
  relyingParty: RelyingParty;
  /** How people are told of changes of their sign-in methods. */
  methodMails: MethodMails;
  /** The workflows that a sign-in starts. */
  engine: {
    message: { start(message: StartableMessage): Promise<boolean> };
    mobileAuthentication: {
      start(transaction: StartableTransaction): Promise<boolean>;
      cancel(transactionId: string): Promise<unknown>;
    };
  };
  geolocation: Geolocation;
  identityProviders: IdentityProviderClient;
}

import type { AuthorizationServer } from '../authorization-server/authorization-server.ts';
import type { SignInTokens } from '../commands/authentication/flow/flow-deps.ts';
import type { AuthenticationFailures } from '../commands/configuration/api-client-authentication.ts';
import type { PasswordDeps } from '../commands/persons/sign-in-methods/password/password-deps.ts';
import type { SecretLimits } from '../commands/configuration/secret-limits.ts';
import type { CommandDeps } from '../commands/command-deps.ts';
import type { ChannelTester } from '../commands/messages/channel-tests/channel-tester.ts';
import type { ConfiguredChannels } from '../commands/messages/health/configured-channels.ts';
import type { MethodMails } from '../commands/persons/sign-in-methods/changes/method-mails.ts';
import type { OwnPhones } from '../commands/persons/sign-in-methods/changes/own-phones.ts';
import type { ContactCodes } from '../commands/persons/sign-in-methods/contacts/contact-codes.ts';
import type { RemovalDeps } from '../commands/persons/sign-in-methods/removal/check-removable.ts';
import type { RelyingParty } from '../domain/persons/sign-in-methods/passkey/relying-party.ts';
import type { IdentityProviderClient } from '../domain/configuration/identity-providers/identity-provider-client.ts';
import type { Geolocation } from '../domain/mobile-authentication/context/geolocation.ts';
import type {
  ForgettingConfigurationSource,
  ForgettingSource,
} from '../commands/configuration/configuration-snapshot.ts';
import type { RegisteredPolicies } from '../commands/authentication/policies/registered-policies.ts';
import type { OauthRegistry } from '../commands/tokens/registry/oauth-registry.ts';
import type { Environment } from '../config/environment.ts';
import type { Logger } from '../config/logger.ts';
import type { AnswerSignatures } from '../security/answer-signature.ts';
import type { ClientKeys } from './http/client-authentication/client-keys.ts';
import type { ClockWatch } from '../database/clock-watch.ts';
import type { Notifications } from '../database/notifications.ts';
import type { Engine } from '../workflows/engine.ts';
import type { RequestMetrics } from './http/middleware/request-metrics.ts';

/** Dependencies of the API, created by the composition root. */
export interface ApiDeps extends CommandDeps, PasswordDeps, RemovalDeps {
  environment: Environment;
  log: Logger;
  configuration: ForgettingConfigurationSource;
  relyingParty: RelyingParty;
  /** How the codes reach addresses and numbers that people add. */
  contactCodes: ContactCodes;
  /** How people are told of changes of their sign-in methods. */
  methodMails: MethodMails;
  /** Phones, as far as undoing a change of sign-in methods concerns them. */
  ownPhones: OwnPhones;
  /** Sends what operators test a channel with. */
  channelTester: ChannelTester;
  /** By what each channel sends now. */
  configuredChannels: ConfiguredChannels;
  /** OAuth clients and protected resources. */
  registry: ForgettingSource<OauthRegistry>;
  /** Policies of clients, and the default one. */
  policies: ForgettingSource<RegisteredPolicies>;
  geolocation: Geolocation;
  identityProviders: IdentityProviderClient;
  /** How sign-ins use action tokens. */
  signInTokens: SignInTokens;
  notifications: Notifications;
  authorizationServer: AuthorizationServer;
  authenticationFailures: AuthenticationFailures;
  secretLimits: SecretLimits;
  engine: Engine;
  answerSignatures: AnswerSignatures;
  clientKeys: ClientKeys;
  clockWatch: ClockWatch;
  metrics: RequestMetrics;
  /** Aborted when the process stops, so that waiting requests end. */
  stopping: AbortSignal;
}

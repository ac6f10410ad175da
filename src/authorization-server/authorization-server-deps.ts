import type { CommandDeps } from '../commands/command-deps.ts';
import type { ConfigurationSource } from '../commands/configuration/configuration-snapshot.ts';
import type { ClockWatch } from '../database/clock-watch.ts';
import type { AuthenticationFailures } from '../commands/configuration/api-client-authentication.ts';
import type { SecretLimits } from '../commands/configuration/secret-limits.ts';
import type { PolicySource } from '../commands/authentication/policies/registered-policies.ts';
import type { OauthRegistrySource } from '../commands/tokens/registry/oauth-registry.ts';
import type { Geolocation } from '../domain/mobile-authentication/context/geolocation.ts';
import type { NotificationHub } from '../database/notification-hub.ts';
import type { CertificateSource } from '../security/clients/presented-certificate.ts';
import type { MethodMails } from '../commands/persons/sign-in-methods/changes/method-mails.ts';
import type { PasswordDeps } from '../commands/persons/sign-in-methods/password/password-deps.ts';
import type { CompletedFlows } from './interactions/completed-flows.ts';

/** Dependencies of the authorization server, created by the composition root. */
export interface AuthorizationServerDeps extends CommandDeps {
  /** How people are told of a phone that was connected. */
  methodMails: MethodMails;
  configuration: ConfigurationSource;
  environment: CertificateSource & {
    /** Scheme and authority under which callers reach the server, no path. */
    publicUrl: string;
    /** The same for callers who have a certificate, where they are not asked for it at the public one. */
    mtlsUrl?: string;
    /** Browser origins that may use the token endpoint. */
    corsOrigins: readonly string[];
    /** PEM of the authorities that vouch for clients. */
    clientCertificateAuthorities?: string;
  };
  log: {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** OAuth clients and protected resources. */
  registry: OauthRegistrySource & {
    /** Has the registry read again, after a change by this process. */
    forget?(): void;
  };
  /** Policies of clients, and the default one. */
  policies: PolicySource;
  /** The keys that clients publish; see `createPublishedKeys`. */
  clientKeys: { find(uri: string, isWanted: () => boolean): Promise<readonly Readonly<Record<string, unknown>>[]> };
  authenticationFailures: AuthenticationFailures;
  secretLimits: SecretLimits;
  /** Compares the codes that people set for sign-ins without a browser. */
  passwords: PasswordDeps['passwords'];
  /** Tells that signing keys were changed, by any process. */
  notifications: Pick<NotificationHub, 'subscribeAll'>;
  /** Whether an error means that PostgreSQL is unreachable. */
  isDatabaseAway?: (error: unknown) => boolean;
  /** Where people sign in from, for the policies that name countries. */
  geolocation: Geolocation;
  /** Sign-ins that sites drove themselves, waiting for the browser. */
  completedFlows: CompletedFlows;
  clockWatch: Pick<ClockWatch, 'isWithinLimit'>;
}

import type { GeneralSettings } from '../../domain/configuration/general-settings.ts';
import type { ApiClient } from '../../entities/configuration/api-client.ts';
import type { ApplicationVersion } from '../../entities/configuration/application-version.ts';
import type { Application } from '../../entities/configuration/application.ts';
import type { CallbackEndpoint } from '../../entities/configuration/callback-endpoint.ts';
import type { GeolocationService } from '../../entities/configuration/geolocation-service.ts';
import type { IdentityProvider } from '../../entities/configuration/identity-provider.ts';
import type { MobileAuthenticationType } from '../../entities/configuration/mobile-authentication-type.ts';
import type { OutgoingProxy } from '../../entities/configuration/outgoing-proxy.ts';
import type { PushConfiguration } from '../../entities/configuration/push-configuration.ts';
import type { SmsGateway } from '../../entities/configuration/sms-gateway.ts';
import type { SmtpServer } from '../../entities/configuration/smtp-server.ts';

/** Read-only snapshot of the whole configuration, shared by all requests of a process. */
export interface ConfigurationSnapshot {
  general: GeneralSettings;
  apiClients: ReadonlyMap<string, ApiClient>;
  applications: ReadonlyMap<string, Application>;
  applicationVersions: ReadonlyMap<string, ApplicationVersion>;
  pushConfigurations: ReadonlyMap<string, PushConfiguration>;
  types: ReadonlyMap<string, MobileAuthenticationType>;
  /** Undefined: the gateway of the environment applies. */
  smsGateway: SmsGateway | undefined;
  /** Undefined: the server of the environment applies. */
  smtpServer: SmtpServer | undefined;
  callbackEndpoints: ReadonlyMap<string, CallbackEndpoint>;
  /** Undefined: addresses are not located. */
  geolocationService: GeolocationService | undefined;
  /** Undefined: the proxy of the environment applies. */
  outgoingProxy: OutgoingProxy | undefined;
  /** `key` + newline + `locale` -> body. */
  messageTemplates: ReadonlyMap<string, string>;
  /** By id, in the order of their buttons. */
  identityProviders: ReadonlyMap<string, IdentityProvider>;
}

/** Source of the current configuration. It follows a change by any process within two seconds. */
export interface ConfigurationSource {
  current(): Promise<ConfigurationSnapshot>;
}

/** A snapshot for those who change what it is of. */
export interface ForgettingSource<Snapshot> {
  current(): Promise<Snapshot>;
  /** What was read before is not current any more, in this process: others are told by the database. */
  forget(): void;
}

/** The same of the configuration. */
export type ForgettingConfigurationSource = ForgettingSource<ConfigurationSnapshot>;

import type { GeneralSettings } from '../../domain/configuration/general-settings.ts';
import type { ApiClient } from '../../entities/configuration/api-client.ts';
import type { ApplicationVersion } from '../../entities/configuration/application-version.ts';
import type { Application } from '../../entities/configuration/application.ts';
import type { CallbackEndpoint } from '../../entities/configuration/callback-endpoint.ts';
import type { GeolocationService } from '../../entities/configuration/geolocation-service.ts';
import type { MobileAuthenticationType } from '../../entities/configuration/mobile-authentication-type.ts';
import type { OutgoingProxy } from '../../entities/configuration/outgoing-proxy.ts';
import type { PushConfiguration } from '../../entities/configuration/push-configuration.ts';
import type { SmsGateway } from '../../entities/configuration/sms-gateway.ts';

/** The whole configuration as it stands, read-only, shared by all requests of a process. */
export interface ConfigurationSnapshot {
  general: GeneralSettings;
  apiClients: ReadonlyMap<string, ApiClient>;
  applications: ReadonlyMap<string, Application>;
  applicationVersions: ReadonlyMap<string, ApplicationVersion>;
  pushConfigurations: ReadonlyMap<string, PushConfiguration>;
  types: ReadonlyMap<string, MobileAuthenticationType>;
  /** Undefined: the environment says. */
  smsGateway: SmsGateway | undefined;
  callbackEndpoints: ReadonlyMap<string, CallbackEndpoint>;
  /** Undefined: nobody is asked where an address is. */
  geolocationService: GeolocationService | undefined;
  /** Undefined: what the environment says counts. */
  outgoingProxy: OutgoingProxy | undefined;
  /** `key` + newline + `locale` -> body. */
  messageTemplates: ReadonlyMap<string, string>;
}

/** Where the current configuration is had from; it follows changes made by any process within two seconds. */
export interface ConfigurationSource {
  current(): Promise<ConfigurationSnapshot>;
}

/** The same for those who change it. */
export interface ForgettingConfigurationSource extends ConfigurationSource {
  /** What was read before is not current any more, in this process: others are told by the database. */
  forget(): void;
}

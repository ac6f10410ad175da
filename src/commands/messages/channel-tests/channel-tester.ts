import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import type { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';

/** What the provider said to a test. `detail` holds no address, number, token or secret. */
export interface ChannelTestResult {
  status: 'sent' | 'refused';
  /** The provider's id of the message, where it gave one. */
  providerMessageId: string | null;
  /** Why it was refused, in a word of ours. */
  code: string | null;
  /** The provider's own words. */
  detail: string | null;
}

/** A phone of the operator that a push can reach. */
export interface TestedPhone {
  token: string;
  version: ApplicationVersion;
  configuration: PushConfiguration;
}

/** Sends one test by the configuration in force, once. Never throws for a fault of the provider: it is in the result. */
export interface ChannelTester {
  email(to: string, mail?: { subject: string; text: string; html?: string }): Promise<ChannelTestResult>;
  sms(to: string, body?: string): Promise<ChannelTestResult>;
  push(phone: TestedPhone): Promise<ChannelTestResult>;
  callback(endpoint: CallbackEndpoint): Promise<ChannelTestResult>;
}

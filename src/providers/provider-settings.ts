import type { FindProxy } from './connection/outgoing-proxy.ts';
import type { Trust } from './connection/trust.ts';

/** Settings for connections to providers. */
export interface ProviderSettings {
  /** Whom connections believe; absent: the system's own authorities. */
  trust?: Trust;
  /** The outgoing proxy as it is configured now, asked before every call. Absent: there is none. */
  findProxy?: FindProxy;
  /** Milliseconds added to the time that a provider has; absent: none. */
  extraWaitMs?: number;
  /** Overrides Apple's production endpoint, e.g. `https://api.push.apple.com`. */
  apnsProductionUrl?: string;
  /** Overrides Apple's development endpoint. */
  apnsDevelopmentUrl?: string;
  /** Overrides Google's endpoint, e.g. `https://fcm.googleapis.com`. A push configuration's own `endpoint` wins. */
  fcmUrl?: string;
  /** Where database files for geolocation are; absent: there are none. */
  geolocationFolder?: string;
  /** Base URL for delivery reports of text messages, such as `https://host/providers`. Absent: no reports are requested. */
  reportsUrl?: string | undefined;
  /** Whether callbacks, endpoints of push configurations and HTTP gateways for text messages may have private, loopback and link-local addresses. */
  callbackPrivateAddresses: 'refused' | 'allowed';
}

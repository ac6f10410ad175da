import type { FindProxy } from './connection/outgoing-proxy.ts';

/** How this installation reaches the world outside. Everything here is configuration: no adapter knows who listens at the other end. */
export interface ProviderSettings {
  /** A further certificate authority (PEM), trusted beside the system's own. */
  certificateAuthorityPem?: string;
  /** The outgoing proxy as it is configured now, asked before every call. Absent: there is none. */
  findProxy?: FindProxy;
  /** Overrides Apple's production endpoint, e.g. `https://api.push.apple.com`. */
  apnsProductionUrl?: string;
  /** Overrides Apple's development endpoint. */
  apnsDevelopmentUrl?: string;
  /** Overrides Google's endpoint, e.g. `https://fcm.googleapis.com`. A push configuration's own `endpoint` wins. */
  fcmUrl?: string;
  /** Where database files for geolocation are; absent: there are none. */
  geolocationFolder?: string;
  /** Where providers report what has become of text messages, such as `https://host/providers`. Absent: they are not asked to. */
  reportsUrl?: string | undefined;
  /** Whether callbacks, and what a push configuration or an HTTP gateway for text messages names, may lead to private, loopback and link-local addresses. */
  callbackPrivateAddresses: 'refused' | 'allowed';
}

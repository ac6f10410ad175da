import { readFileSync } from 'node:fs';
import type { Environment } from '../config/environment.ts';
import type { FindProxy } from '../providers/connection/outgoing-proxy.ts';
import type { ProviderSettings } from '../providers/provider-settings.ts';

/** The part of the environment that providers are made from. */
export function makeProviderSettings(environment: Environment, findProxy: FindProxy): ProviderSettings {
  return {
    certificateAuthorityPem: environment.providerCaFile ? readFileSync(environment.providerCaFile, 'utf8') : undefined,
    findProxy,
    apnsProductionUrl: environment.apnsProductionUrl,
    apnsDevelopmentUrl: environment.apnsDevelopmentUrl,
    fcmUrl: environment.fcmUrl,
    geolocationFolder: environment.geolocationFolder,
    callbackPrivateAddresses: environment.callbackPrivateAddresses,
  };
}

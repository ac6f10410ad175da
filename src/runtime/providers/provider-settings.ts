import { readFileSync } from 'node:fs';
import type { Environment } from '../../config/environment.ts';
import { isLocalName, isPrivateHost } from '../../providers/connection/private-addresses.ts';
import type { FindProxy } from '../../providers/connection/outgoing-proxy.ts';
import type { ProviderSettings } from '../../providers/provider-settings.ts';

/** The part of the environment that providers are made from. */
export function makeProviderSettings(environment: Environment, findProxy: FindProxy): ProviderSettings {
  return {
    certificateAuthorityPem: environment.providerCaFile ? readFileSync(environment.providerCaFile, 'utf8') : undefined,
    findProxy,
    apnsProductionUrl: environment.apnsProductionUrl,
    apnsDevelopmentUrl: environment.apnsDevelopmentUrl,
    fcmUrl: environment.fcmUrl,
    geolocationFolder: environment.geolocationFolder,
    reportsUrl: isReachable(environment) ? `${environment.publicUrl}/providers` : undefined,
    callbackPrivateAddresses: environment.callbackPrivateAddresses,
  };
}

/** Whether providers can get here: they refuse a message that is to be reported to where nobody outside gets. */
function isReachable({ publicUrl, callbackPrivateAddresses }: Environment): boolean {
  if (callbackPrivateAddresses === 'allowed') return true;
  const url = new URL(publicUrl);
  return url.protocol === 'https:' && !isPrivateHost(url) && !isLocalName(url.hostname);
}

import { readFileSync } from 'node:fs';
import type { ForgettingConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import type { Environment } from '../../config/environment.ts';
import type { Logger } from '../../config/logger.ts';
import { createCallbackSender } from '../../providers/callback/create-callback-sender.ts';
import { createIdentityProviders } from '../../providers/identity-providers/create-identity-providers.ts';
import { createPublishedKeys } from '../../providers/client-keys/create-published-keys.ts';
import { createEmailSender } from '../../providers/email/create-email-sender.ts';
import { createGeolocation } from '../../providers/geolocation/create-geolocation.ts';
import { createPushSender } from '../../providers/push/create-push-sender.ts';
import { createSmsSender } from '../../providers/sms/create-sms-sender.ts';
import { createWhatsAppSender } from '../../providers/whatsapp/create-whatsapp-sender.ts';
import { createChannelTester } from './channel-tester.ts';
import { createConfiguredChannels } from './configured-channels.ts';
import { createFindProxy } from './find-proxy.ts';
import { createSmsGatewaySource } from './sms-gateway-source.ts';
import { createSmtpSource } from './smtp-source.ts';
import { createWhatsAppSource } from './whatsapp-source.ts';
import { isLocalName, isPrivateHost } from '../../providers/connection/private-addresses.ts';
import type { FindProxy } from '../../providers/connection/outgoing-proxy.ts';
import { createTrust } from '../../providers/connection/trust.ts';
import type { ProviderSettings } from '../../providers/provider-settings.ts';

/** Creates the senders, the geolocation and the client keys: all parts that call external hosts, each with its own connections. */
export function createProviders(
  environment: Environment,
  configuration: ForgettingConfigurationSource,
  { log, clock }: { log: Logger; clock: () => Date },
) {
  const settings = makeProviderSettings(environment, createFindProxy({ configuration, environment }));
  const senders = {
    push: createPushSender(settings),
    sms: createSmsSender(settings, createSmsGatewaySource(environment, configuration)),
    email: createEmailSender(settings, createSmtpSource(environment, configuration)),
    callback: createCallbackSender(settings),
  };
  return {
    ...senders,
    channelTester: createChannelTester(senders, { clock, configuration }),
    configuredChannels: createConfiguredChannels(environment, configuration),
    clientKeys: createPublishedKeys({ ...settings, log }),
    whatsapp: createWhatsAppSender(settings, createWhatsAppSource(environment, configuration)),
    geolocation: createGeolocation(settings),
    identityProviders: createIdentityProviders(settings),
  };
}

/**
 * The part of the environment that providers are made from.
 * @throws the system's error when `COUNTERSIGN_PROVIDER_CA_FILE` holds no certificate.
 */
function makeProviderSettings(environment: Environment, findProxy: FindProxy): ProviderSettings {
  return {
    trust: createTrust(environment.providerCaFile ? readFileSync(environment.providerCaFile, 'utf8') : undefined),
    findProxy,
    extraWaitMs: environment.extraWait * 1_000,
    apnsProductionUrl: environment.apnsProductionUrl,
    apnsDevelopmentUrl: environment.apnsDevelopmentUrl,
    fcmUrl: environment.fcmUrl,
    geolocationFolder: environment.geolocationFolder,
    reportsUrl: isReachable(environment) ? `${environment.publicUrl}/providers` : undefined,
    callbackPrivateAddresses: environment.callbackPrivateAddresses,
  };
}

/** Whether providers can reach this server: they refuse a message whose report URL is not reachable from outside. */
function isReachable({ publicUrl, callbackPrivateAddresses }: Environment): boolean {
  if (callbackPrivateAddresses === 'allowed') return true;
  const url = new URL(publicUrl);
  return url.protocol === 'https:' && !isPrivateHost(url) && !isLocalName(url.hostname);
}

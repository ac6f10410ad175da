import type { ConfiguredChannel, ConfiguredChannels } from '../../commands/messages/health/configured-channels.ts';
import type { ConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import type { Environment } from '../../config/environment.ts';
import { createSmsGatewaySource } from './sms-gateway-source.ts';
import { createSmtpSource } from './smtp-source.ts';
import { createWhatsAppSource } from './whatsapp-source.ts';

/** Tells by what the senders would send now: by the same sources. */
export function createConfiguredChannels(
  environment: Environment,
  configuration: ConfigurationSource,
): ConfiguredChannels {
  const smtp = createSmtpSource(environment, configuration);
  const gateway = createSmsGatewaySource(environment, configuration);
  const whatsApp = createWhatsAppSource(environment, configuration);
  return async () => {
    const [mailServer, smsGateway, sender] = await Promise.all([smtp(), gateway(), whatsApp()]);
    const { pushConfigurations, smsGateway: ownGateway, smtpServer: ownServer } = await configuration.current();
    const platforms = new Set([...pushConfigurations.values()].map(({ platform }) => platform));
    const push = (['ios', 'android'] as const).filter((platform) => platforms.has(platform));
    return {
      ...(mailServer && { email: by(['smtp'], ownServer) }),
      ...(smsGateway && { sms: by([smsGateway.kind], ownGateway) }),
      ...(sender && { whatsapp: by(['twilio'], ownGateway?.twilioWhatsAppNumber) }),
      ...(push.length > 0 && {
        push: by(
          push.map((platform) => pushProviders[platform]),
          true,
        ),
      }),
    };
  };
}

const pushProviders = { ios: 'apns', android: 'fcm' } as const;

function by(providers: ConfiguredChannel['providers'], own: unknown): ConfiguredChannel {
  return { providers, source: own ? 'configuration' : 'environment' };
}

import { createProviderConnector } from '../connection/provider-connector.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { ApnsSender } from './apns.ts';
import { FcmSender } from './fcm.ts';
import type { PushSender } from './push-sender.ts';

/**
 * Push through whichever provider the phone's platform has.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createPushSender(settings: ProviderSettings): PushSender {
  const connector = createProviderConnector(settings);
  const apns = new ApnsSender(settings, connector);
  // What operators of the process set may be anywhere; what the configuration API takes may not lead inside.
  const isGuarded = settings.callbackPrivateAddresses !== 'allowed';
  const fcm = new FcmSender(settings, { own: connector, configured: createProviderConnector(settings, { isGuarded }) });
  return {
    send: (target, message, options) => (target.platform === 'ios' ? apns.send(target, message, options) : fcm.send(target, message, options)),
    close: async () => void (await Promise.all([apns.close(), fcm.close()])),
  };
}

import { createProviderNetwork } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { ApnsSender } from './apns.ts';
import { FcmSender } from './fcm.ts';
import type { PushSender } from './push-sender.ts';

/**
 * Push through whichever provider the phone's platform has.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createPushSender(settings: ProviderSettings): PushSender {
  const network = createProviderNetwork(settings);
  const apns = new ApnsSender(settings, network);
  // What operators of the process set may be anywhere; what the configuration API takes may not lead inside.
  const isGuarded = settings.callbackPrivateAddresses !== 'allowed';
  const fcm = new FcmSender(settings, { own: network, configured: createProviderNetwork(settings, { isGuarded }) });
  return {
    send: (target, message, options) => (target.platform === 'ios' ? apns.send(target, message, options) : fcm.send(target, message, options)),
    close: async () => void (await Promise.all([apns.close(), fcm.close()])),
  };
}

import { createProviderNetwork } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { ApnsSender } from './apns.ts';
import { FcmSender } from './fcm.ts';
import type { PushSender } from './push-sender.ts';

/** Push through whichever provider the phone's platform has. */
export function createPushSender(settings: ProviderSettings): PushSender {
  const network = createProviderNetwork(settings);
  const apns = new ApnsSender(settings, network);
  // Private addresses are allowed from the environment, not from the configuration API.
  const isGuarded = settings.callbackPrivateAddresses !== 'allowed';
  const fcm = new FcmSender(settings, { own: network, configured: createProviderNetwork(settings, { isGuarded }) });
  return {
    send: (target, message, { timeoutMs: retryWithinMs }) => {
      const timeoutMs = retryWithinMs + (settings.extraWaitMs ?? 0);
      return target.platform === 'ios'
        ? apns.send(target, message, { timeoutMs })
        : fcm.send(target, message, { timeoutMs, retryWithinMs });
    },
    close: async () => void (await Promise.all([apns.close(), fcm.close()])),
  };
}

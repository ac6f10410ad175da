import { useEffect } from 'react';
import { isCountersignError } from '../../../../app-sdk/index.ts';
import type { Account } from '../accounts/account.ts';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';

/**
 * Checks whether an account still has its notifications here, when it is opened and whenever the page becomes visible:
 * the shop may have moved them to another phone, about which there is no push.
 */
export function usePushCheck(
  { profileId, pushEnrolled, isDisconnected }: Account,
  onChange: () => Promise<void>,
): void {
  const { app } = usePhone();
  const isDue = pushEnrolled && !isDisconnected;
  useEffect(() => {
    if (!isDue) return undefined;
    const check = () => {
      const device = phoneMemory.pushDevice();
      if (!device || document.visibilityState !== 'visible') return;
      app.refreshPushToken(profileId, device.token).catch((error: unknown) => {
        // Other failures say nothing about the notifications; other requests report them.
        if (isCountersignError(error, 'push_not_enrolled')) void onChange();
      });
    };
    check();
    document.addEventListener('visibilitychange', check);
    return () => document.removeEventListener('visibilitychange', check);
  }, [app, profileId, isDue, onChange]);
}

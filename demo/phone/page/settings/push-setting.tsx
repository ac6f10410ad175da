import { useRef } from 'react';
import type { Account } from '../accounts/account.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import { usePushCheck } from '../push/use-push-check.ts';
import { openPushes, provePushToken, type PushProgress } from '../push/prove-push-token.ts';
import { SettingSwitch } from './setting-switch.tsx';

/** Whether this account gets notifications on this phone. */
export function PushSetting({ account, onChange }: { account: Account; onChange: () => Promise<void> }) {
  const phone = usePhone();
  const { unlocking } = useFactors();
  const progress = useRef<PushProgress>({});
  const { profileId, pushEnrolled } = account;
  usePushCheck(account, onChange);

  const turnOn = async () => {
    // Revoked keys are replaced first; without keys a notification could not be answered.
    await phone.app.enrollKeys(profileId);
    const token = await openPushes(phone, phoneMemory.description().platform);
    await provePushToken(phone, progress.current, profileId, token);
    progress.current = {};
  };
  const change = async (on: boolean) => {
    try {
      await unlocking(profileId, on ? 'Switch notifications on' : 'Switch notifications off', () =>
        on ? turnOn() : phone.app.dropPush(profileId),
      );
    } finally {
      await onChange();
    }
  };
  return (
    <SettingSwitch label="Notifications" description={descriptionOf(account)} isOn={pushEnrolled} onSwitch={change} />
  );
}

function descriptionOf({ keysEnrolled, pushEnrolled }: Account): string {
  if (!keysEnrolled) return 'Approvals are off: switching this on brings them back';
  return pushEnrolled ? 'The shop can ask you here' : 'The shop cannot ask you here';
}

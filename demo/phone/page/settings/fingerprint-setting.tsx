import type { Account } from '../accounts/account.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import { usePhone } from '../phone.ts';
import { SettingSwitch } from './setting-switch.tsx';

/** Whether the fingerprint can be used instead of the PIN. */
export function FingerprintSetting({ account, onChange }: { account: Account; onChange: () => Promise<void> }) {
  const { app } = usePhone();
  const { withPin } = useFactors();
  const { profileId, authenticators } = account;
  const hasPin = authenticators.includes('pin');

  const change = (on: boolean) =>
    withPin(profileId, on ? 'Your PIN, to add your finger' : 'Your PIN, to take it off', (pin) =>
      on ? app.setAuthenticator(profileId, 'fingerprint', pin) : app.dropAuthenticator(profileId, 'fingerprint', pin),
    ).finally(onChange);
  return (
    <SettingSwitch
      label="Fingerprint"
      description={hasPin ? 'A finger does instead of the PIN' : 'Set a PIN first'}
      isOn={authenticators.includes('fingerprint')}
      disabled={!hasPin}
      onSwitch={change}
    />
  );
}

import { Button, Group } from '@mantine/core';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import type { Account } from '../accounts/account.ts';
import { AccountSwitcher } from '../accounts/account-switcher.tsx';
import { Disconnected } from '../accounts/disconnected.tsx';
import { forgetPhone } from '../forget-phone.ts';
import { PhoneScreen } from '../frame/phone-screen.tsx';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import { AskedTwice } from './asked-twice.tsx';
import { FingerprintSetting } from './fingerprint-setting.tsx';
import { OpenAccount } from './open-account.tsx';
import { PinSetting } from './pin-setting.tsx';
import { PushSetting } from './push-setting.tsx';
import classes from './settings-screen.module.css';

interface SettingsScreenProps {
  account: Account;
  deviceId?: string;
  onChange: () => Promise<void>;
  onSwitch: () => void;
  onAddAccount: () => void;
}

/** The settings of an account on this phone, and of the phone. */
export function SettingsScreen({ account, deviceId, onChange, onSwitch, onAddAccount }: SettingsScreenProps) {
  return (
    <PhoneScreen>
      <Group justify="space-between" wrap="nowrap">
        <ScreenHeading fz={26}>Settings</ScreenHeading>
        <AccountSwitcher userId={account.userId} onOpen={onSwitch} />
      </Group>
      {account.isDisconnected ? (
        <Disconnected account={account} onConnect={onAddAccount} onForgotten={onChange} />
      ) : (
        <AccountSettings account={account} onChange={onChange} />
      )}
      <PhoneSettings deviceId={deviceId} onChange={onChange} onAddAccount={onAddAccount} />
    </PhoneScreen>
  );
}

function AccountSettings({ account, onChange }: { account: Account; onChange: () => Promise<void> }) {
  const { app } = usePhone();
  const forget = async () => {
    await app.forget(account.profileId);
    await onChange();
  };
  return (
    <section className={classes.card} aria-label={`Account ${account.userId}`}>
      <PushSetting account={account} onChange={onChange} />
      <PinSetting account={account} onChange={onChange} />
      <FingerprintSetting account={account} onChange={onChange} />
      <OpenAccount account={account} />
      <AskedTwice
        label="Remove this account"
        question={`This phone approves nothing for ${account.userId} until it is connected again. Other accounts stay.`}
        yes="Yes, remove it"
        no="Keep it"
        onYes={forget}
      />
    </section>
  );
}

function PhoneSettings({
  deviceId,
  onChange,
  onAddAccount,
}: Pick<SettingsScreenProps, 'deviceId' | 'onChange' | 'onAddAccount'>) {
  const phone = usePhone();
  const { deviceName, platform } = phoneMemory.description();
  const forget = async () => {
    await forgetPhone(phone);
    await onChange();
  };
  return (
    <section className={classes.card} aria-label="This phone">
      <dl className={classes.facts}>
        <div>
          <dt>This phone</dt>
          <dd>
            {deviceName}, {platform === 'ios' ? 'iPhone' : 'Android'}
          </dd>
        </div>
        <div>
          <dt>Device id</dt>
          <dd className={classes.id}>{deviceId}</dd>
        </div>
      </dl>
      <Button variant="light" onClick={onAddAccount}>
        Add an account
      </Button>
      <AskedTwice
        label="Forget this phone"
        question="Its keys are destroyed, and it can approve nothing, for any account, until it is set up again."
        yes="Yes, forget it"
        no="Keep it"
        onYes={forget}
      />
    </section>
  );
}

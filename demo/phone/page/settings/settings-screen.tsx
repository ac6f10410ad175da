import { Button, Divider, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { AppState } from '../../../../app-sdk/index.ts';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import { forgetPhone } from '../forget-phone.ts';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { inHumanWords } from '../human-words.ts';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import classes from './settings-screen.module.css';

interface SettingsScreenProps {
  state: AppState;
  onChange: () => Promise<void>;
  onAddAccount: () => void;
}

/** Who this phone belongs to, and how to end that. */
export function SettingsScreen({ state, onChange, onAddAccount }: SettingsScreenProps) {
  const device = phoneMemory.pushDevice();
  return (
    <PhoneScreen>
      <ScreenHeading fz={26}>Settings</ScreenHeading>
      <dl className={classes.facts}>
        {state.profiles.map((profile) => (
          <div key={profile.profileId}>
            <dt>Account</dt>
            <dd>{profile.userId}</dd>
          </div>
        ))}
        <div>
          <dt>Kind of phone</dt>
          <dd>{device?.platform === 'ios' ? 'iPhone' : 'Android'}</dd>
        </div>
        <div>
          <dt>Device id</dt>
          <dd className={classes.id}>{state.deviceId}</dd>
        </div>
      </dl>
      <Button variant="light" onClick={onAddAccount}>
        Connect another account
      </Button>
      <Divider />
      <ForgetPhone onForgotten={onChange} />
    </PhoneScreen>
  );
}

/** Asks once more before everything on this phone is gone. */
function ForgetPhone({ onForgotten }: { onForgotten: () => Promise<void> }) {
  const phone = usePhone();
  const [asking, setAsking] = useState(false);
  const { busy, error, attempt } = useAttempt();

  if (!asking) {
    return (
      <Button variant="subtle" color="var(--northwind-refused)" onClick={() => setAsking(true)}>
        Forget this phone
      </Button>
    );
  }
  const forget = async () => {
    await forgetPhone(phone);
    await onForgotten();
  };
  return (
    <Stack gap="sm" role="group" aria-label="Forget this phone">
      <Text>Its keys are destroyed, and it can approve nothing until it is set up again.</Text>
      {error !== undefined && <ProblemAlert {...inHumanWords(error)} />}
      <WideButton color="var(--northwind-refused)" loading={busy} onClick={() => void attempt(forget)} autoFocus>
        Yes, forget it
      </WideButton>
      <WideButton variant="default" disabled={busy} onClick={() => setAsking(false)}>
        Keep it
      </WideButton>
    </Stack>
  );
}

import { Anchor, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import type { Profile } from '../../../../app-sdk/index.ts';
import { BrandMark } from '../../../design/brand-mark.tsx';
import { OutcomeSign } from '../../../design/outcome-sign.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { useBack } from '../back.ts';
import { forgetPhone } from '../forget-phone.ts';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { Problem } from '../frame/problem.tsx';
import { ScanScreen } from '../scan/scan-screen.tsx';
import { isPushStep } from './run-setup.ts';
import { SetupForm } from './setup-form.tsx';
import { SetupSteps } from './setup-steps.tsx';
import { useSetup } from './use-setup.ts';

interface SetupScreenProps {
  /** The code in the URL. */
  code?: string;
  /** A profile whose setup was interrupted. */
  unfinished?: Profile;
  /** Whether this installation is registered. */
  registered: boolean;
  /** Whether accounts are connected, so that the name of this phone is fixed. */
  others: Profile[];
  onDone: () => void;
  onCancel?: () => void;
}

/** Connects this phone to an account, step by step. */
export function SetupScreen({ code, unfinished, registered, others, onDone, onCancel }: SetupScreenProps) {
  const { phase, step, error, input, show, begin, run, profile } = useSetup({ code, unfinished });
  useBack(onCancel !== undefined && phase !== 'running' && phase !== 'done', () => onCancel?.());
  const formId = useId();
  const goOnWithoutPush = () => {
    phoneMemory.keepFinished(profile()?.profileId ?? '');
    onDone();
  };
  if (phase === 'done') return <SetupDone userId={profile()?.userId ?? ''} onDone={onDone} />;
  if (phase === 'scan')
    return <ScanScreen onCode={(scanned) => show('form', { code: scanned })} onCancel={() => show('form')} />;
  return (
    <PhoneScreen
      actions={
        phase !== 'running' && (
          <>
            {phase === 'form' && !unfinished && (
              <WideButton type="submit" form={formId}>
                Connect
              </WideButton>
            )}
            {phase === 'form' && unfinished && <WideButton onClick={() => void run()}>Continue</WideButton>}
            {phase === 'failed' && isPushStep(step) && (
              <TextButton onClick={goOnWithoutPush}>Go on without notifications</TextButton>
            )}
            <WaysOut {...{ unfinished, registered, others, onDone, onCancel }} />
          </>
        )
      }
    >
      <Stack gap="lg">
        <SetupTitle unfinished={unfinished} isFirst={others.length === 0} explains={phase === 'form'} />
        <Problem error={error} onRetry={phase === 'failed' ? () => void run() : undefined} />
        {phase === 'form' && !unfinished && (
          <SetupForm
            id={formId}
            given={input}
            described={others.length > 0}
            onSubmit={(entered) => void begin(entered)}
            onScan={(entered) => show('scan', entered)}
          />
        )}
        {phase !== 'form' && <SetupSteps current={step} failed={phase === 'failed'} />}
      </Stack>
    </PhoneScreen>
  );
}

function SetupTitle({ unfinished, isFirst, explains }: { unfinished?: Profile; isFirst: boolean; explains: boolean }) {
  const title = isFirst ? 'Set up Northwind ID' : 'Add an account';
  return (
    <Stack gap="xs">
      <BrandMark size={48} />
      <ScreenHeading fz={28} mt="sm">
        {unfinished ? 'Finish setting up' : title}
      </ScreenHeading>
      {explains && !unfinished && (
        <Text c="dimmed">Sign in to the shop, choose “Connect a phone”, and bring the code here.</Text>
      )}
      {explains && unfinished && (
        <Text c="dimmed">
          Connecting <b>{unfinished.userId}</b> broke off. It goes on where it stopped.
        </Text>
      )}
    </Stack>
  );
}

/** Other actions: leave setup, remove an account, or start again. */
function WaysOut({ unfinished, registered, others, onDone, onCancel }: Omit<SetupScreenProps, 'code'>) {
  const phone = usePhone();
  if (onCancel) return <TextButton onClick={onCancel}>Not now</TextButton>;
  if (unfinished && others.length > 0) {
    return (
      <TextButton onClick={() => void phone.app.forget(unfinished.profileId).then(onDone)}>
        Remove this account
      </TextButton>
    );
  }
  return (
    registered && (
      <TextButton onClick={() => void forgetPhone(phone).then(onDone)}>Start over as a new phone</TextButton>
    )
  );
}

function TextButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <Anchor component="button" type="button" underline="hover" onClick={onClick} ta="center">
      {children}
    </Anchor>
  );
}

function SetupDone({ userId, onDone }: { userId: string; onDone: () => void }) {
  return (
    <PhoneScreen actions={<WideButton onClick={onDone}>Done</WideButton>}>
      <Stack align="center" ta="center" gap="md" my="auto">
        <OutcomeSign tone="success" />
        <ScreenHeading fz={26}>This phone is ready</ScreenHeading>
        <Text c="dimmed">
          It is connected to <b>{userId}</b>. When you pay, the question appears here.
        </Text>
      </Stack>
    </PhoneScreen>
  );
}

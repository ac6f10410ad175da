import { Anchor, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Profile } from '../../../../app-sdk/index.ts';
import { BrandMark } from '../../../design/brand-mark.tsx';
import { OutcomeSign } from '../../../design/outcome-sign.tsx';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { forgetPhone } from '../forget-phone.ts';
import { inHumanWords } from '../human-words.ts';
import { phoneMemory } from '../phone-memory.ts';
import { usePhone } from '../phone.ts';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { runSetup, type SetupInput, type SetupProgress, type SetupStep } from './run-setup.ts';
import { SetupForm } from './setup-form.tsx';
import { SetupSteps } from './setup-steps.tsx';

interface SetupScreenProps {
  /** The code that came with the address. */
  code?: string;
  /** A profile whose setup was interrupted. */
  unfinished?: Profile;
  /** This installation is known to the server already. */
  registered: boolean;
  /** An account is connected already, so what this phone is called is settled. */
  described: boolean;
  onDone: () => void;
  onCancel?: () => void;
}

type Phase = 'form' | 'running' | 'failed' | 'done';

/** Connects this phone to an account, step by step. */
export function SetupScreen({ code, unfinished, registered, described, onDone, onCancel }: SetupScreenProps) {
  const phone = usePhone();
  const [phase, setPhase] = useState<Phase>('form');
  const [step, setStep] = useState<SetupStep>('register');
  const [error, setError] = useState<unknown>();
  const progress = useRef<SetupProgress>({ profile: unfinished });
  const input = useRef<SetupInput>({ code, ...phoneMemory.description() });

  const run = async (chosen: SetupInput) => {
    input.current = chosen;
    setPhase('running');
    setError(undefined);
    try {
      await runSetup(phone, chosen, progress.current, setStep);
      setPhase('done');
    } catch (problem) {
      setError(problem);
      // A code that does not work is typed anew; everything else is tried again as it is.
      setPhase(progress.current.profile ? 'failed' : 'form');
    }
  };

  if (phase === 'done') return <SetupDone userId={progress.current.profile?.userId ?? ''} onDone={onDone} />;
  return (
    <PhoneScreen>
      <Stack gap="lg" flex={1}>
        <Stack gap="xs">
          <BrandMark size={48} />
          <ScreenHeading fz={28} mt="sm">
            {unfinished ? 'Finish setting up' : 'Set up Northwind ID'}
          </ScreenHeading>
          {phase === 'form' && !unfinished && (
            <Text c="dimmed">Sign in to the shop, choose “Connect a phone”, and bring the code here.</Text>
          )}
        </Stack>
        {error !== undefined && (
          <ProblemAlert {...inHumanWords(error)} onRetry={phase === 'failed' ? () => void run(input.current) : undefined} />
        )}
        {phase === 'form' && !unfinished && (
          <SetupForm code={input.current.code} described={described} onSubmit={(chosen) => void run(chosen)} />
        )}
        {phase === 'form' && unfinished && <WideButton onClick={() => void run(input.current)}>Continue</WideButton>}
        {phase !== 'form' && <SetupSteps current={step} failed={phase === 'failed'} />}
        {phase !== 'running' && onCancel && <TextButton onClick={onCancel}>Not now</TextButton>}
        {phase !== 'running' && registered && !onCancel && (
          <TextButton onClick={() => void forgetPhone(phone).then(onDone)}>Start over as a new phone</TextButton>
        )}
      </Stack>
    </PhoneScreen>
  );
}

function TextButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <Anchor component="button" type="button" onClick={onClick} ta="center">
      {children}
    </Anchor>
  );
}

function SetupDone({ userId, onDone }: { userId: string; onDone: () => void }) {
  return (
    <PhoneScreen>
      <Stack align="center" justify="center" ta="center" gap="md" flex={1}>
        <OutcomeSign tone="success" />
        <ScreenHeading fz={26}>This phone is ready</ScreenHeading>
        <Text c="dimmed">
          It is connected to <b>{userId}</b>. When you pay, the question appears here.
        </Text>
      </Stack>
      <WideButton onClick={onDone}>Done</WideButton>
    </PhoneScreen>
  );
}

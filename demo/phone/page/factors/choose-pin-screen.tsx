import { Anchor, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { defaultPinPolicy } from '../../../../app-sdk/index.ts';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen } from '../frame/phone-screen.tsx';
import { usePhone } from '../phone.ts';
import { PinPad } from './pin-pad.tsx';
import { pinProblemsInWords } from './pin-words.ts';

interface ChoosePinScreenProps {
  onPin: (pin: string) => void;
  /** What leads on without a new PIN. */
  otherwise: { label: string; onClick: () => void };
}

/** Chooses a PIN that the policy allows, and has it typed twice. */
export function ChoosePinScreen({ onPin, otherwise }: ChoosePinScreenProps) {
  const { app } = usePhone();
  const [first, setFirst] = useState<string>();
  const [problem, setProblem] = useState('');
  const choose = (pin: string) => {
    const problems = app.pinProblems(pin);
    setProblem(pinProblemsInWords(problems));
    if (problems.length === 0) setFirst(pin);
  };
  const repeat = (pin: string) => {
    if (pin === first) return onPin(pin);
    setFirst(undefined);
    setProblem('That was not the same PIN twice. Choose it again.');
  };
  const isRepeating = first !== undefined;
  return (
    <PhoneScreen>
      <Stack gap="xs" ta="center">
        <ScreenHeading key={isRepeating ? 'repeat' : 'choose'} fz={26}>
          {isRepeating ? 'Type it once more' : 'Choose a PIN'}
        </ScreenHeading>
        <Text c="dimmed">{isRepeating ? 'So that no slip locks you out.' : `${defaultPinPolicy.minLength} digits or more. It never leaves this phone.`}</Text>
      </Stack>
      <Text role="alert" ta="center" c="var(--northwind-refused)" mih="3em">
        {problem}
      </Text>
      <PinPad label={isRepeating ? 'The PIN again' : 'New PIN'} busy={false} onPin={isRepeating ? repeat : choose} />
      <Anchor component="button" type="button" ta="center" mt="md" onClick={otherwise.onClick}>
        {otherwise.label}
      </Anchor>
    </PhoneScreen>
  );
}

import { Anchor, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { IconPointFilled, IconX } from '@tabler/icons-react';
import type { PinProblem } from '../../../../app-sdk/index.ts';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen } from '../frame/phone-screen.tsx';
import { usePhone } from '../phone.ts';
import { PinPad } from './pin-pad.tsx';
import { pinProblemsInWords, pinRules } from './pin-words.ts';
import classes from './pin-rules.module.css';

interface ChoosePinScreenProps {
  onPin: (pin: string) => void;
  /** Label of the way on without a new PIN. */
  otherwise: { label: string; onClick: () => void };
}

/** Lets the user choose an allowed PIN and enter it twice. */
export function ChoosePinScreen({ onPin, otherwise }: ChoosePinScreenProps) {
  const { app } = usePhone();
  const [first, setFirst] = useState<string>();
  const [problems, setProblems] = useState<PinProblem[]>([]);
  const [isOther, setOther] = useState(false);
  const choose = (pin: string) => {
    const found = app.pinProblems(pin);
    setOther(false);
    setProblems(found);
    if (found.length === 0) setFirst(pin);
  };
  const repeat = (pin: string) => {
    if (pin === first) return onPin(pin);
    setFirst(undefined);
    setOther(true);
  };
  const isRepeating = first !== undefined;
  return (
    <PhoneScreen
      actions={
        <>
          <PinPad
            label={isRepeating ? 'The PIN again' : 'New PIN'}
            busy={false}
            onPin={isRepeating ? repeat : choose}
          />
          <Anchor component="button" type="button" ta="center" underline="hover" onClick={otherwise.onClick}>
            {otherwise.label}
          </Anchor>
        </>
      }
    >
      <Stack gap="xs" ta="center">
        <ScreenHeading key={isRepeating ? 'repeat' : 'choose'} fz={26}>
          {isRepeating ? 'Type it once more' : 'Choose a PIN'}
        </ScreenHeading>
        <Text c="dimmed">{isRepeating ? 'So that no slip locks you out.' : 'It never leaves this phone.'}</Text>
      </Stack>
      {!isRepeating && <PinRules problems={problems} />}
      <p className="visually-hidden" role="alert">
        {pinProblemsInWords(problems)}
      </p>
      <Text role="alert" ta="center" c="var(--northwind-refused)">
        {isOther && 'That was not the same PIN twice. Choose it again.'}
      </Text>
    </PhoneScreen>
  );
}

/** All rules of a PIN, with the broken ones marked. */
function PinRules({ problems }: { problems: readonly PinProblem[] }) {
  return (
    <ul className={classes.rules} aria-label="What a PIN must be">
      {pinRules.map(({ rule, brokenBy }) => {
        const isBroken = brokenBy.some((problem) => problems.includes(problem));
        const Sign = isBroken ? IconX : IconPointFilled;
        return (
          <li key={rule} className={classes.rule} data-broken={isBroken}>
            <Sign size={14} aria-hidden="true" />
            {rule}
          </li>
        );
      })}
    </ul>
  );
}

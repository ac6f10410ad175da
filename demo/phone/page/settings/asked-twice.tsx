import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useAttempt } from '../../../design/use-attempt.ts';
import { WideButton } from '../frame/phone-screen.tsx';
import { Problem } from '../frame/problem.tsx';

interface AskedTwiceProps {
  /** The label of the button and the title of the confirmation. */
  label: string;
  /** The consequence. */
  question: string;
  yes: string;
  no: string;
  onYes: () => Promise<void>;
}

/** A button for an irreversible action, with a confirmation. */
export function AskedTwice({ label, question, yes, no, onYes }: AskedTwiceProps) {
  const [asking, setAsking] = useState(false);
  const { busy, error, attempt } = useAttempt();
  if (!asking) {
    return (
      <Button variant="subtle" color="var(--northwind-refused)" onClick={() => setAsking(true)}>
        {label}
      </Button>
    );
  }
  return (
    <Stack gap="sm" role="group" aria-label={label}>
      <Text>{question}</Text>
      <Problem error={error} />
      <WideButton color="var(--northwind-refused-fill)" loading={busy} onClick={() => void attempt(onYes)} autoFocus>
        {yes}
      </WideButton>
      <WideButton variant="default" disabled={busy} onClick={() => setAsking(false)}>
        {no}
      </WideButton>
    </Stack>
  );
}

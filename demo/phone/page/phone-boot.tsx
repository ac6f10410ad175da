import { Center, Loader } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { ProblemAlert } from '../../design/problem-alert.tsx';
import { FactorProvider } from './factors/factor-provider.tsx';
import { inHumanWords } from './human-words.ts';
import { PhoneContext, startPhone, type Phone } from './phone.ts';
import { PhoneApp } from './phone-app.tsx';

/** Gets everything ready before the first screen. */
export function PhoneBoot() {
  const [phone, setPhone] = useState<Phone>();
  const [error, setError] = useState<unknown>();
  const start = useCallback(() => {
    setError(undefined);
    startPhone().then(setPhone, setError);
  }, []);
  useEffect(start, [start]);

  if (error) return <ProblemAlert {...inHumanWords(error)} onRetry={start} />;
  if (!phone) {
    return (
      <Center flex={1}>
        <Loader aria-label="Starting" />
      </Center>
    );
  }
  return (
    <PhoneContext value={phone}>
      <FactorProvider>
        <PhoneApp />
      </FactorProvider>
    </PhoneContext>
  );
}

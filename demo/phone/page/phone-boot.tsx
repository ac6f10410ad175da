import { Center, Loader } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { ProblemAlert } from '../../design/problem-alert.tsx';
import { ScreenHeading } from '../../design/screen-heading.tsx';
import { FactorProvider } from './factors/factor-provider.tsx';
import { PhoneScreen } from './frame/phone-screen.tsx';
import { inHumanWords } from './human-words.ts';
import { PhoneContext, startPhone, type Phone } from './phone.ts';
import { PhoneApp } from './phone-app.tsx';

/** Loads everything that the first screen needs. */
export function PhoneBoot() {
  const [phone, setPhone] = useState<Phone>();
  const [error, setError] = useState<unknown>();
  const start = useCallback(() => {
    setError(undefined);
    startPhone().then(setPhone, setError);
  }, []);
  useEffect(start, [start]);

  if (!phone) {
    return (
      <PhoneScreen>
        <ScreenHeading className="visually-hidden">Northwind ID</ScreenHeading>
        {error === undefined ? (
          <Center flex={1}>
            <Loader aria-label="Starting" />
          </Center>
        ) : (
          <ProblemAlert {...inHumanWords(error)} onRetry={start} />
        )}
      </PhoneScreen>
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

import { Center, Loader } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { Problem } from '../frame/problem.tsx';
import { usePhone } from '../phone.ts';
import { otpIn } from './otp.ts';
import { ScanScreen } from './scan-screen.tsx';

interface ClaimScreenProps {
  profileId: string;
  /** The OTP of a link; undefined = it is scanned first. */
  given: string | undefined;
  onClaimed: (transactionId: string) => void;
  onCancel: () => void;
}

/** Claims a question that a shop shows as a QR code or a link for this account. */
export function ClaimScreen({ profileId, given, onClaimed, onCancel }: ClaimScreenProps) {
  const { app } = usePhone();
  const [otp, setOtp] = useState(given);
  const [error, setError] = useState<unknown>();
  const claim = useCallback(() => {
    setError(undefined);
    if (otp) app.claimTransaction(profileId, otp).then(onClaimed, setError);
  }, [app, profileId, otp, onClaimed]);
  useEffect(claim, [claim]);
  if (otp === undefined)
    return (
      <ScanScreen
        title="Scan a QR code"
        read={otpIn}
        other="That is no question of a shop."
        giveUp="Not now"
        onCode={setOtp}
        onCancel={onCancel}
      />
    );
  return (
    <PhoneScreen
      actions={
        error !== undefined && (
          <WideButton variant="default" onClick={onCancel}>
            Back
          </WideButton>
        )
      }
    >
      <ScreenHeading className="visually-hidden">A question</ScreenHeading>
      <Problem error={error} onRetry={claim} />
      {error === undefined && (
        <Center flex={1}>
          <Loader aria-label="Opening the question" />
        </Center>
      )}
    </PhoneScreen>
  );
}

import { Anchor, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Factor } from '../../../../app-sdk/index.ts';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen } from '../frame/phone-screen.tsx';
import { inHumanWords } from '../human-words.ts';
import { usePhone } from '../phone.ts';
import { cancelled, readFactorFailure, type FactorRequest } from './factor-request.ts';
import { FingerprintScreen } from './fingerprint-screen.tsx';
import { PinPad } from './pin-pad.tsx';
import { wrongPinInWords } from './pin-words.ts';

interface FactorPromptProps {
  request: FactorRequest;
  /** Called with an error unless the action succeeded. */
  onEnd: (error?: unknown) => void;
}

/** Asks for fingerprint or PIN until the action succeeds, fails permanently, or is cancelled. */
export function FactorPrompt({ request, onEnd }: FactorPromptProps) {
  const { kind, setKind, busy, note, prove } = useProving(request, onEnd);
  const { sensor } = usePhone();
  const giveUp = () => {
    sensor.dismiss();
    onEnd(cancelled());
  };
  useEffect(() => {
    const end = () => {
      sensor.dismiss();
      onEnd(cancelled());
    };
    request.until?.addEventListener('abort', end);
    return () => request.until?.removeEventListener('abort', end);
  }, [request, sensor, onEnd]);
  if (kind === 'fingerprint') {
    const usePin = () => {
      setKind('pin');
      sensor.dismiss();
    };
    return <FingerprintScreen purpose={request.purpose} about={request.about} onPin={usePin} onCancel={giveUp} />;
  }
  return (
    <PhoneScreen
      actions={
        <>
          <PinPad label="Your PIN" busy={busy} onPin={(pin) => void prove({ kind: 'pin', pin })} />
          <Anchor component="button" type="button" ta="center" underline="hover" disabled={busy} onClick={giveUp}>
            Not now
          </Anchor>
        </>
      }
    >
      <Stack gap="xs" ta="center">
        <ScreenHeading fz={26}>{request.purpose}</ScreenHeading>
        {request.about && (
          <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
            {request.about}
          </Text>
        )}
        <Text c="dimmed">{busy ? 'Checking your PIN' : 'Type your PIN.'}</Text>
      </Stack>
      <Text role="alert" ta="center" c="var(--northwind-refused)">
        {note}
      </Text>
    </PhoneScreen>
  );
}

/** Tries factors until the action succeeds, and holds the message about the last try. */
function useProving({ kinds, purpose, use }: FactorRequest, onEnd: (error?: unknown) => void) {
  const [kind, setKind] = useState<'fingerprint' | 'pin'>(kinds.includes('fingerprint') ? 'fingerprint' : 'pin');
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState('');
  const ended = useRef(false);

  const prove = useCallback(
    async (factor: Factor) => {
      setBusy(true);
      setNote('');
      try {
        await use(factor);
        if (!ended.current) onEnd();
      } catch (error) {
        const failure = readFactorFailure(error, factor.kind);
        if (ended.current) return;
        if (failure.next === 'end') return onEnd(error);
        setKind('pin');
        if (failure.next === 'again') setNote(wrongPinInWords(failure.attemptsLeft));
        if (failure.next === 'pin' && failure.revoked) setNote('The fingerprint is switched off now. Use your PIN.');
        if (failure.next === 'retry') setNote(inHumanWords(error).message);
      } finally {
        setBusy(false);
      }
    },
    [use, onEnd],
  );
  const isByFinger = kind === 'fingerprint';
  useEffect(() => {
    if (isByFinger) void prove({ kind: 'fingerprint', prompt: purpose });
  }, [isByFinger, prove, purpose]);
  useEffect(() => {
    ended.current = false;
    return () => void (ended.current = true);
  }, []);
  return { kind, setKind, busy, note, prove };
}

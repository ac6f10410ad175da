import { Anchor, FileButton, Stack, Text } from '@mantine/core';
import { IconCameraOff, IconPhoto } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { codeIn } from '../enrollment-code.ts';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { readQrCodeOfFile } from './read-qr-code.ts';
import classes from './scan-screen.module.css';
import { useCamera } from './use-camera.ts';

interface ScanScreenProps {
  title?: string;
  /** Extracts the value from a text; undefined if it has none. */
  read?: (text: string) => string | undefined;
  /** The message for a text without a value. */
  other?: string;
  giveUp?: string;
  onCode: (code: string) => void;
  onCancel: () => void;
}

/** Reads a code, by default an enrolment code, from the camera, a picture, or the clipboard. */
export function ScanScreen({
  title = 'Scan the code',
  read = codeIn,
  other = 'That is another code, not one of the shop.',
  giveUp = 'Type the code instead',
  onCode,
  onCancel,
}: ScanScreenProps) {
  const [problem, setProblem] = useState('');
  const take = useCallback(
    (text: string | undefined) => {
      const code = text === undefined ? undefined : read(text);
      if (code !== undefined) onCode(code);
      else setProblem(text === undefined ? 'There is no code in that picture. Try a sharper one.' : other);
    },
    [onCode, read, other],
  );
  const open = useCallback(
    (file: Blob) => readQrCodeOfFile(file).then(take, () => setProblem('That file is not a picture.')),
    [take],
  );
  usePaste(take, open);
  return (
    <PhoneScreen
      actions={
        <>
          <FileButton accept="image/*" onChange={(file) => file && void open(file)}>
            {(button) => (
              <WideButton {...button} variant="default" leftSection={<IconPhoto size={20} aria-hidden="true" />}>
                Choose a picture
              </WideButton>
            )}
          </FileButton>
          <Anchor component="button" type="button" underline="hover" onClick={onCancel} ta="center">
            {giveUp}
          </Anchor>
        </>
      }
    >
      <ScreenHeading fz={26}>{title}</ScreenHeading>
      <Finder onText={take} />
      <Text role="status" ta="center" c={problem ? 'var(--northwind-refused)' : 'dimmed'} mih="3em">
        {problem || 'A picture of the code, or the code itself, can also be pasted here.'}
      </Text>
    </PhoneScreen>
  );
}

function Finder({ onText }: { onText: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const camera = useCamera(video, onText);
  return (
    <div className={classes.finder} data-camera={camera}>
      <video ref={video} className={classes.video} muted playsInline aria-label="Camera" />
      {camera === 'missing' && (
        <Stack align="center" gap="xs">
          <IconCameraOff size={40} stroke={1.4} aria-hidden="true" />
          <Text fw={550}>No camera can be used here</Text>
        </Stack>
      )}
    </div>
  );
}

/** Handles a paste anywhere on the screen: a picture, or the code as text. */
function usePaste(onText: (text: string) => void, onPicture: (picture: Blob) => void): void {
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent) => {
      const [picture] = clipboardData?.files ?? [];
      if (picture) return onPicture(picture);
      const text = clipboardData?.getData('text/plain').trim();
      if (text) onText(text);
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [onText, onPicture]);
}

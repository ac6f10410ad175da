import { useEffect, useState, type RefObject } from 'react';
import { readQrCode } from './read-qr-code.ts';

const LOOK_EVERY_MS = 150;

/** `missing`: there is no camera, or the user does not allow it. */
export type CameraState = 'starting' | 'on' | 'missing';

/** Shows the camera in a video element while mounted, and reports every text that it reads. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, onText: (text: string) => void): CameraState {
  const [state, setState] = useState<CameraState>('starting');
  useEffect(() => {
    const player = video.current;
    if (!player) return undefined;
    let stream: MediaStream | undefined;
    let left = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    void openCamera().then(
      async (opened) => {
        stream = opened;
        if (left) return stop();
        player.srcObject = opened;
        await player.play().catch(() => undefined);
        setState('on');
      },
      () => setState('missing'),
    );
    const timer = setInterval(() => {
      if (player.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
      const text = readQrCode({ source: player, width: player.videoWidth, height: player.videoHeight }, 'frame');
      if (text !== undefined) onText(text);
    }, LOOK_EVERY_MS);
    return () => {
      left = true;
      clearInterval(timer);
      stop();
    };
  }, [video, onText]);
  return state;
}

async function openCamera(): Promise<MediaStream> {
  // Pages that are not secure contexts do not have this interface.
  if (!navigator.mediaDevices?.getUserMedia) throw new Error('no camera interface');
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
}

import decodeQR from 'qr/decode.js';

/** Larger pictures are made smaller first: a code that fills a tenth of it is still legible, and a photo takes no seconds. */
const LARGEST_SIDE = 1600;
const PATIENCE_MS = { frame: 20, picture: 2000 } as const;

interface Picture {
  source: CanvasImageSource;
  width: number;
  height: number;
}

/** What the QR code in a picture says; undefined when none is found. A frame of a camera is given up soon: the next one comes. */
export function readQrCode({ source, width, height }: Picture, kind: keyof typeof PATIENCE_MS): string | undefined {
  const scale = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return undefined;
  // A picture with a transparent background is read as if it lay on paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), {
      timeLimit: PATIENCE_MS[kind],
      ...(kind === 'picture' && { effort: Number.POSITIVE_INFINITY }),
    });
  } catch {
    // The reader throws when there is nothing to read.
    return undefined;
  }
}

/** The same for a file of the person's. Rejects when the browser cannot open it as a picture. */
export async function readQrCodeOfFile(file: Blob): Promise<string | undefined> {
  const source = await createImageBitmap(file);
  try {
    return readQrCode({ source, width: source.width, height: source.height }, 'picture');
  } finally {
    source.close();
  }
}

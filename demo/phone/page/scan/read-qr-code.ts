import decodeQR from 'qr/decode.js';

/** Larger pictures are scaled down first: a code that fills a tenth is still readable, and a photo takes no seconds. */
const LARGEST_SIDE = 1600;
const TIMEOUT_MS = { frame: 20, picture: 2000 } as const;

interface Picture {
  source: CanvasImageSource;
  width: number;
  height: number;
}

/** The text of the QR code in a picture; undefined if none is found. A camera frame gets less time: others follow. */
export function readQrCode({ source, width, height }: Picture, kind: keyof typeof TIMEOUT_MS): string | undefined {
  const scale = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return undefined;
  // A transparent background is read as white.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), {
      timeLimit: TIMEOUT_MS[kind],
      ...(kind === 'picture' && { effort: Number.POSITIVE_INFINITY }),
    });
  } catch {
    // The reader throws when it finds no code.
    return undefined;
  }
}

/** The same for a file. Rejects when the browser cannot open it as a picture. */
export async function readQrCodeOfFile(file: Blob): Promise<string | undefined> {
  const source = await createImageBitmap(file);
  try {
    return readQrCode({ source, width: source.width, height: source.height }, 'picture');
  } finally {
    source.close();
  }
}

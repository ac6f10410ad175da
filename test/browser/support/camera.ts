import type { Page } from 'playwright-core';

/**
 * Gives a page a camera, which the packaged browser lacks: from its next load on,
 * `getUserMedia` films a moving picture, as a real video track of the browser.
 *
 * @param picture PNG
 */
export async function giveCamera(page: Page, picture: Buffer): Promise<void> {
  await page.addInitScript((base64) => {
    const film = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      let frame = 0;
      setInterval(() => {
        frame++;
        context.fillStyle = '#b9b4a8';
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.setTransform(1.3, 0.05, -0.05, 1.3, 150 + (frame % 7), 80 + (frame % 5));
        context.drawImage(image, 0, 0);
        context.resetTransform();
      }, 50);
      const stream = canvas.captureStream(20);
      Object.assign(window, { cameraTracks: stream.getTracks() });
      return stream;
    };
    navigator.mediaDevices.getUserMedia = film;
  }, picture.toString('base64'));
}

/** Whether the page's camera is still running. */
export function isFilming(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { cameraTracks = [] } = window as { cameraTracks?: MediaStreamTrack[] };
    return cameraTracks.some((track) => track.readyState === 'live');
  });
}

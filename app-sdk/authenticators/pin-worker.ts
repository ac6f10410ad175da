/**
 * The script of a worker that stretches PINs for `workerPinCrypto`: `new Worker(new URL('.../pin-worker.ts', import.meta.url), { type: 'module' })`.
 * It answers one request; the caller that started it terminates it.
 */
import { standardPinCrypto, type PinStretching } from './pin-crypto.ts';

/** The request to a worker. */
export interface StretchRequest {
  password: Uint8Array;
  salt: Uint8Array;
  stretching: PinStretching;
}

addEventListener('message', ({ data }: MessageEvent<StretchRequest>) => {
  // the page would not see an unhandled rejection, so the error is thrown outside of the promise
  standardPinCrypto.argon2id(data.password, data.salt, data.stretching).then(
    (seed) => postMessage(seed),
    (error: unknown) =>
      setTimeout(() => {
        throw error;
      }),
  );
});

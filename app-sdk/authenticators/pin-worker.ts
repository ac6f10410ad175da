/**
 * The script of a worker that stretches PINs for `workerPinCrypto`: `new Worker(new URL('.../pin-worker.ts', import.meta.url), { type: 'module' })`.
 * One request, one answer; whoever started it ends it.
 */
import { standardPinCrypto, type PinStretching } from './pin-crypto.ts';

/** What a worker is asked. */
export interface StretchRequest {
  password: Uint8Array;
  salt: Uint8Array;
  stretching: PinStretching;
}

addEventListener('message', ({ data }: MessageEvent<StretchRequest>) => {
  // a refusal is an unhandled rejection here, which the page would not see: it is thrown again outside of the promise
  standardPinCrypto.argon2id(data.password, data.salt, data.stretching).then(
    (seed) => postMessage(seed),
    (error: unknown) => setTimeout(() => { throw error; }),
  );
});

import { CountersignError } from '../errors.ts';
import { standardPinCrypto, type PinCrypto } from './pin-crypto.ts';
import type { StretchRequest } from './pin-worker.ts';

/**
 * Stretches PINs in a worker, so that the page is not blocked. The worker is terminated after one PIN, which frees its 64 MiB.
 *
 * @param startWorker starts a worker with the script `pin-worker.ts`.
 */
export function workerPinCrypto(startWorker: () => Worker): PinCrypto {
  return {
    ...standardPinCrypto,
    argon2id: (password, salt, stretching) => askWorker(startWorker(), { password, salt, stretching }),
  };
}

async function askWorker(worker: Worker, request: StretchRequest): Promise<Uint8Array> {
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Uint8Array>) => resolve(data));
      worker.addEventListener('error', ({ message }) =>
        reject(new CountersignError('factor_unavailable', { detail: `the worker failed: ${message}` })),
      );
      worker.postMessage(request, []);
    });
  } finally {
    worker.terminate();
  }
}

import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import { standardPinCrypto, type PinCrypto } from '../../../app-sdk/index.ts';

const stretch = promisify(argon2);

/** Argon2id of Node: another implementation than the one of the package. */
export const nodePinCrypto: PinCrypto = {
  ...standardPinCrypto,
  argon2id: async (message, nonce, { memoryKiB, passes, lanes }) =>
    new Uint8Array(
      await stretch('argon2id', { message, nonce, memory: memoryKiB, passes, parallelism: lanes, tagLength: 32 }),
    ),
};

/** The same with cheap stretching, for tests of everything else. */
export const quickPinCrypto: PinCrypto = {
  ...nodePinCrypto,
  argon2id: (password, salt, stretching) =>
    nodePinCrypto.argon2id(password, salt, { ...stretching, memoryKiB: 64, passes: 1 }),
};

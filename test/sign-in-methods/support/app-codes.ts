import { Secret, TOTP } from 'otpauth';

const stepMs = 30_000;

/** The step of an authenticator app at a time. The server takes the codes of the steps before and after, too. */
export const stepAt = (at: number = Date.now()): number => Math.floor(at / stepMs);

/**
 * The code of a step. A test takes the step once and counts on from it: a clock that was read again could be past the end of the
 * step.
 */
export const codeOfStep = (secret: string, step: number): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: step * stepMs });

/** A code of no step near a time. */
export function wrongAppCode(secret: string, at: number = Date.now()): string {
  const near = new Set(Array.from({ length: 9 }, (_, index) => codeOfStep(secret, stepAt(at) + index - 4)));
  const candidates = Array.from({ length: 10 }, (_, digit) => `00000${digit}`);
  return candidates.find((code) => !near.has(code)) as string;
}

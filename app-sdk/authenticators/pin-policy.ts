import { CountersignError, type PinProblem } from '../errors.ts';

/** Which PINs are allowed. The server never sees a PIN, so this is kept by the app alone. */
export interface PinPolicy {
  minLength: number;
  maxLength: number;
  /** Most digits in a row that go up or down by one: 2 allows 12 and refuses 123 and 321. */
  longestSequence: number;
  /** Most times that a digit stands in a row: 2 allows 55 and refuses 555. */
  longestRepeat: number;
  /** Fewest different digits: 3 refuses 12121. */
  differentDigits: number;
}

export const defaultPinPolicy: PinPolicy = { minLength: 5, maxLength: 12, longestSequence: 2, longestRepeat: 2, differentDigits: 3 };

/** Everything that is wrong with a PIN; empty when it is allowed. */
export function pinProblems(pin: string, policy: PinPolicy = defaultPinPolicy): PinProblem[] {
  // other scripts have digits too: they would make another key on a keyboard that types ASCII
  if (!/^[0-9]*$/.test(pin)) return ['not_digits'];
  const digits = Array.from(pin, Number);
  const problems: PinProblem[] = [];
  if (digits.length < policy.minLength) problems.push('too_short');
  if (digits.length > policy.maxLength) problems.push('too_long');
  if (Math.max(longestRun(digits, 1), longestRun(digits, -1)) > policy.longestSequence) problems.push('sequence');
  if (longestRun(digits, 0) > policy.longestRepeat || new Set(digits).size < policy.differentDigits) problems.push('repeats');
  return problems;
}

/** @throws CountersignError `pin_refused` with `pinProblems` */
export function checkPin(pin: string, policy: PinPolicy): void {
  const problems = pinProblems(pin, policy);
  if (problems.length > 0) throw new CountersignError('pin_refused', { pinProblems: problems });
}

/** Length of the longest run of digits in which each is the one before plus `step`. */
function longestRun(digits: number[], step: number): number {
  let longest = 0;
  let run = 0;
  let before: number | undefined;
  for (const digit of digits) {
    run = before !== undefined && digit - before === step ? run + 1 : 1;
    longest = Math.max(longest, run);
    before = digit;
  }
  return longest;
}

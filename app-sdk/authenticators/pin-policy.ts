import { CountersignError, type PinProblem } from '../errors.ts';

/** The PINs that are allowed. Only the app can enforce the policy, as the server never sees a PIN. */
export interface PinPolicy {
  minLength: number;
  maxLength: number;
  /** Maximum number of digits in a row that go up or down by one: 2 allows 12 and refuses 123 and 321. */
  longestSequence: number;
  /** Maximum number of repetitions of a digit in a row: 2 allows 55 and refuses 555. */
  longestRepeat: number;
  /** Minimum number of different digits: 3 refuses 12121. */
  differentDigits: number;
}

export const defaultPinPolicy: PinPolicy = {
  minLength: 5,
  maxLength: 12,
  longestSequence: 2,
  longestRepeat: 2,
  differentDigits: 3,
};

/** The problems of a PIN; empty when it is allowed. */
export function pinProblems(pin: string, policy: PinPolicy = defaultPinPolicy): PinProblem[] {
  // digits of other scripts would derive another key than the same digits typed in ASCII
  if (!/^[0-9]*$/.test(pin)) return ['not_digits'];
  const digits = Array.from(pin, Number);
  const problems: PinProblem[] = [];
  if (digits.length < policy.minLength) problems.push('too_short');
  if (digits.length > policy.maxLength) problems.push('too_long');
  if (Math.max(longestRun(digits, 1), longestRun(digits, -1)) > policy.longestSequence) problems.push('sequence');
  if (longestRun(digits, 0) > policy.longestRepeat || new Set(digits).size < policy.differentDigits)
    problems.push('repeats');
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

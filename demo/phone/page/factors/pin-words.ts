import { defaultPinPolicy, type PinProblem } from '../../../../app-sdk/index.ts';

const { minLength, maxLength } = defaultPinPolicy;

const words: Record<PinProblem, string> = {
  too_short: `It has fewer than ${minLength} digits.`,
  too_long: `It has more than ${maxLength} digits.`,
  not_digits: 'It has something else than digits.',
  sequence: 'It has digits that count up or down, such as 123.',
  repeats: 'It has the same digits again and again.',
};

/** Why a PIN is not allowed, in sentences. */
export function pinProblemsInWords(problems: readonly PinProblem[]): string {
  return problems.map((problem) => words[problem]).join(' ');
}

/** How often a PIN may still be tried. @param attemptsLeft undefined = as often as one likes */
export function wrongPinInWords(attemptsLeft: number | undefined): string {
  if (attemptsLeft === undefined) return 'That PIN is not right.';
  if (attemptsLeft === 1) return 'That PIN is not right. You can try once more; then this phone is disconnected.';
  return `That PIN is not right. You can try ${attemptsLeft} more times.`;
}

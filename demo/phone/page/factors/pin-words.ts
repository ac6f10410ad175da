import { defaultPinPolicy, type PinProblem } from '../../../../app-sdk/index.ts';

const { minLength, maxLength } = defaultPinPolicy;

/** The rules of a PIN, with the problems that break them. The pad itself accepts only digits, up to the limit. */
export const pinRules: { rule: string; brokenBy: PinProblem[] }[] = [
  { rule: `${minLength} to ${maxLength} digits`, brokenBy: ['too_short', 'too_long', 'not_digits'] },
  { rule: 'No digits that count up or down, such as 123', brokenBy: ['sequence'] },
  { rule: 'Not the same digits again and again', brokenBy: ['repeats'] },
];

const words: Record<PinProblem, string> = {
  too_short: `It has fewer than ${minLength} digits.`,
  too_long: `It has more than ${maxLength} digits.`,
  not_digits: 'It has something else than digits.',
  sequence: 'It has digits that count up or down, such as 123.',
  repeats: 'It has the same digits again and again.',
};

/** The reasons why a PIN is not allowed, as sentences. */
export function pinProblemsInWords(problems: readonly PinProblem[]): string {
  return problems.map((problem) => words[problem]).join(' ');
}

/** The number of tries left, as a sentence. @param attemptsLeft undefined = unlimited */
export function wrongPinInWords(attemptsLeft: number | undefined): string {
  if (attemptsLeft === undefined) return 'That PIN is not right.';
  if (attemptsLeft === 1) return 'That PIN is not right. You can try once more; then this phone is disconnected.';
  return `That PIN is not right. You can try ${attemptsLeft} more times.`;
}

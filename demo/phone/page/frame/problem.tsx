import { isCountersignError } from '../../../../app-sdk/index.ts';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { inHumanWords } from '../human-words.ts';

interface ProblemProps {
  error: unknown;
  onRetry?: () => void;
}

/** What went wrong, when something did. That the person would not prove to be there is no problem: they know. */
export function Problem({ error, onRetry }: ProblemProps) {
  if (error === undefined || isCountersignError(error, 'factor_cancelled')) return null;
  return <ProblemAlert {...inHumanWords(error)} onRetry={onRetry} />;
}

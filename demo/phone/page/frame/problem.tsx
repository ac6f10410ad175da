import { isCountersignError } from '../../../../app-sdk/index.ts';
import { ProblemAlert } from '../../../design/problem-alert.tsx';
import { inHumanWords } from '../human-words.ts';

interface ProblemProps {
  error: unknown;
  onRetry?: () => void;
}

/** The last error, if any. A cancelled prompt is not shown, because the user cancelled it. */
export function Problem({ error, onRetry }: ProblemProps) {
  if (error === undefined || isCountersignError(error, 'factor_cancelled')) return null;
  return <ProblemAlert {...inHumanWords(error)} onRetry={onRetry} />;
}

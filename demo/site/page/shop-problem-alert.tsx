import { ProblemAlert } from '../../design/problem-alert.tsx';

interface ShopProblemAlertProps {
  title: string;
  error: unknown;
  onRetry?: () => void;
}

/** Shows a refusal of the shop's server, if any. */
export function ShopProblemAlert({ title, error, onRetry }: ShopProblemAlertProps) {
  if (error === undefined) return null;
  return <ProblemAlert title={title} message={error instanceof Error ? error.message : undefined} onRetry={onRetry} />;
}

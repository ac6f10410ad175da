import { ProblemAlert } from '../../design/problem-alert.tsx';

interface ShopProblemAlertProps {
  title: string;
  error: unknown;
  onRetry?: () => void;
}

/** A refusal of the shop's server, when there is one: its message is written for the customer. */
export function ShopProblemAlert({ title, error, onRetry }: ShopProblemAlertProps) {
  if (error === undefined) return null;
  return <ProblemAlert title={title} message={error instanceof Error ? error.message : undefined} onRetry={onRetry} />;
}

import { useTranslation } from 'react-i18next';
import { Notice } from '../../design/feedback/notice.tsx';
import { problemOf, type Problem } from '../api/request.ts';
import { useProblemText } from './use-problem-text.ts';

/** Why something did not work, in words that help; nothing without a problem. */
export function ProblemNotice({ problem: thrown }: { problem: unknown }) {
  const text = useProblemText();
  if (thrown === undefined) return null;
  const problem = problemOf(thrown);
  return (
    <Notice tone="problem">
      {text(problem)} <Reference problem={problem} />
    </Notice>
  );
}

/** What support can find the request by; only where the fault is ours. */
function Reference({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  if (problem.status < 500 || problem.requestId === undefined) return null;
  return <span className="quiet">{t('problem.reference', { id: problem.requestId })}</span>;
}

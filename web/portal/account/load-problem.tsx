import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import type { Problem } from '../api/request.ts';
import frame from '../frame/page-frame.module.css';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import classes from './methods/method-list.module.css';

/** Why what a page is about could not be read, with another try. */
export function LoadProblem({ problem, onRetry }: { problem: Problem | undefined; onRetry: () => void }) {
  const { t } = useTranslation();
  if (!problem) return null;
  return (
    <div className={frame.stack}>
      <ProblemNotice problem={problem} />
      <div className={classes.actions}>
        <Button look="secondary" onClick={onRetry}>
          {t('problem.retry')}
        </Button>
      </div>
    </div>
  );
}

import { IconLock } from '@tabler/icons-react';
import { Button } from '../../design/controls/button.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { problemOf } from '../../design/feedback/problem.ts';
import { useTexts, type TextKey } from '../language/language.ts';
import classes from './parts.module.css';

/** What a refusal means, in the language of the page. */
export function useProblemText(): (thrown: unknown) => string {
  const { t, has } = useTexts();
  return (thrown) => {
    const { code, details } = problemOf(thrown);
    const key = `problem.${code}`;
    if (has(key)) return t(key as TextKey);
    const { title } = details;
    return typeof title === 'string' ? title : t('problem.unexpected');
  };
}

/** Why something failed, with the id by which it is found in the log. */
export function ProblemNotice({ problem, again }: { problem: unknown; again?: (() => void) | undefined }) {
  const { t } = useTexts();
  const textOf = useProblemText();
  const { requestId } = problemOf(problem);
  return (
    <Notice tone="problem" title={textOf(problem)}>
      {requestId && <p>{t('problem.requestId', { id: requestId })}</p>}
      {again && (
        <div className={classes.again}>
          <Button look="secondary" onClick={again}>
            {t('problem.again')}
          </Button>
        </div>
      )}
    </Notice>
  );
}

/** Where a page cannot be shown: not allowed, not found, or failed. */
export function PageProblem({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTexts();
  const { code } = problemOf(error);
  if (code === 'role_not_allowed' || code === 'forbidden')
    return (
      <EmptyState icon={<IconLock size={22} />} title={t('problem.role_not_allowed')}>
        {t('problem.notAllowedText')}
      </EmptyState>
    );
  return <ProblemNotice problem={error} again={again} />;
}

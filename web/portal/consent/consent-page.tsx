import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { readConsent, type ConsentQuestion } from '../api/consent.ts';
import { Problem, problemOf } from '../api/request.ts';
import frame from '../frame/page-frame.module.css';
import { LoadingFrame, PageFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { EndedScreen } from '../sign-in/flow-ended.tsx';
import { ConsentForm } from './consent-form.tsx';

const endings = new Set(['flow_unknown', 'flow_expired', 'interaction_unknown', 'no_session']);

/** What a site may do and see: `/consent?session_id=ID`. */
export function ConsentPage() {
  const { t } = useTranslation();
  const sessionId = new URLSearchParams(location.search).get('session_id');
  const { question, problem, retry } = useQuestion(sessionId);
  if (problem) {
    return (
      <PageFrame>
        {endings.has(problem.code) ? (
          <EndedScreen how={problem.code === 'flow_expired' ? 'expired' : 'unknown'} />
        ) : (
          <div className={frame.stack}>
            <ScreenHeading title={t('problem.title')}>{t('problem.title')}</ScreenHeading>
            <ProblemNotice problem={problem} />
            <Button wide onClick={retry}>
              {t('problem.retry')}
            </Button>
          </div>
        )}
      </PageFrame>
    );
  }
  if (!question || sessionId === null) return <LoadingFrame />;
  return (
    <PageFrame client={question.client}>
      <ConsentForm sessionId={sessionId} question={question} />
    </PageFrame>
  );
}

function useQuestion(sessionId: string | null) {
  const [question, setQuestion] = useState<ConsentQuestion>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isLeft = false;
    const read = sessionId === null ? Promise.reject(new Problem('no_session')) : readConsent(sessionId);
    read.then(
      (answer) => isLeft || setQuestion(answer),
      (error: unknown) => isLeft || setProblem(problemOf(error)),
    );
    return () => void (isLeft = true);
  }, [sessionId, round]);
  const retry = () => {
    setProblem(undefined);
    setRound(round + 1);
  };
  return { question, problem, retry };
}

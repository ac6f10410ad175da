import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { complete } from '../../api/flow.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { Head } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';
import classes from '../parts/screens.module.css';

/** Everything is proven: back to the site. */
export function CompletingScreen({ flow, attempt: { busy, problem, attempt }, remember, trust }: ScreenProps) {
  const { t } = useTranslation();
  const { session_id: sessionId, client } = flow;
  const finish = () =>
    attempt(async () => {
      const { redirect_to } = await complete(sessionId, { remember, trust });
      location.replace(redirect_to);
      // Nothing is drawn any more: the browser is on its way.
      await new Promise(() => {});
    });
  useEffect(() => {
    void finish();
    // Once for a flow: a second try is the person's.
  }, [sessionId]);
  return (
    <>
      <Head client={client.name} title={t('signIn.completing')} />
      <ProblemNotice problem={problem} />
      {problem !== undefined && !busy ? (
        <Button wide onClick={() => void finish()}>
          {t('problem.retry')}
        </Button>
      ) : (
        <p className={`${classes.waiting} ${classes.leaving}`} role="status">
          <span className={classes.pulse} aria-hidden="true" />
          {t('signIn.completingText', { client: client.name })}
        </p>
      )}
    </>
  );
}

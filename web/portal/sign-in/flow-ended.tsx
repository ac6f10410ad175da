import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import type { Flow } from '../api/flow.ts';
import type { Problem } from '../api/request.ts';
import classes from '../frame/page-frame.module.css';
import { ProblemNotice } from '../frame/problem-notice.tsx';

type Ending = 'expired' | 'failed' | 'cancelled' | 'completed' | 'unknown' | 'direct';

interface EndingProps {
  how: Ending;
  onRestart?: (() => void) | undefined;
  /** The way back to the site, where there is one. */
  back?: ReactNode;
}

/** Says why there is nothing to go on with, and what to do. */
export function EndedScreen({ how, onRestart, back }: EndingProps) {
  const { t } = useTranslation();
  const title = t(`ended.${how}Title`);
  return (
    <>
      <div className={classes.head}>
        <ScreenHeading title={title}>{title}</ScreenHeading>
        <p className="quiet">{t(`ended.${how}Text`)}</p>
      </div>
      {(back || onRestart) && (
        <div className={classes.stack}>
          {back}
          {onRestart && (
            <Button look={back ? 'secondary' : 'primary'} wide onClick={onRestart}>
              {t('ended.startAgain')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** A flow that was stopped or took too long. */
export function FlowEnded({ flow, ...ways }: Omit<EndingProps, 'how'> & { flow: Flow; onRestart: () => void }) {
  switch (flow.status) {
    case 'expired':
      // Nothing can be done with it any more; one that is begun anew can be cancelled.
      return <EndedScreen how="expired" onRestart={ways.onRestart} />;
    case 'cancelled':
      return <EndedScreen how="cancelled" back={ways.back} />;
    default:
      return <EndedScreen how="failed" {...ways} />;
  }
}

/** There is no flow: the link is old, of another browser, or the service is away. */
export function FlowMissing({ problem, onRestart }: { problem: Problem; onRestart: () => void }) {
  const { t } = useTranslation();
  switch (problem.code) {
    case 'no_interaction':
      return <EndedScreen how="direct" />;
    case 'interaction_unknown':
    case 'invalid_request':
      return <EndedScreen how="unknown" />;
    case 'flow_unknown':
      return <EndedScreen how="unknown" onRestart={onRestart} />;
    case 'flow_expired':
      return <EndedScreen how="expired" onRestart={onRestart} />;
    default:
      return (
        <div className={classes.stack}>
          <ScreenHeading title={t('problem.title')}>{t('problem.title')}</ScreenHeading>
          <ProblemNotice problem={problem} />
          <Button wide onClick={onRestart}>
            {t('problem.retry')}
          </Button>
        </div>
      );
  }
}

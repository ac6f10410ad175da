import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { complete, verifyOtp, type Flow } from '../api/flow.ts';
import { problemOf } from '../api/request.ts';
import frame from '../frame/page-frame.module.css';
import { PageFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { EndedScreen } from './flow-ended.tsx';

/**
 * Where the link of a mail leads: `/sign-in/link#session_id=...`. What is behind the `#` reaches no server and no log, and the code is used
 * only by a press: programs that look at links in mails use nothing up.
 */
export function LinkPage() {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAttempt();
  const [flow, setFlow] = useState<Flow>();
  const [named] = useState(() => new URLSearchParams(location.hash.slice(1)));
  const [sessionId, otp, challengeId] = ['session_id', 'otp', 'challenge_id'].map((name) => named.get(name));
  if (!sessionId || !otp || !challengeId) return <PageFrame children={<EndedScreen how="unknown" />} />;
  if (flow) return <LinkUsed flow={flow} />;
  const use = () => attempt(async () => setFlow(await verifyOtp(sessionId, otp, challengeId)));
  const isElsewhere = problem !== undefined && problemOf(problem).code === 'flow_unknown';
  return (
    <PageFrame>
      <div className={frame.head}>
        <ScreenHeading title={t('link.title')}>{t('link.title')}</ScreenHeading>
        <p className="quiet">{isElsewhere ? t('link.elsewhere') : t('link.text')}</p>
      </div>
      {!isElsewhere && <ProblemNotice problem={problem} />}
      {!isElsewhere && (
        <Button wide busy={busy} onClick={() => void use()}>
          {t('link.use')}
        </Button>
      )}
    </PageFrame>
  );
}

/** The page on which the person began goes on by itself; if it is closed, this one can. */
function LinkUsed({ flow }: { flow: Flow }) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAttempt();
  const goOn = () =>
    attempt(async () => {
      location.replace((await complete(flow.session_id)).redirect_to);
      await new Promise(() => {});
    });
  return (
    <PageFrame client={flow.client}>
      <div className={frame.head}>
        <ScreenHeading title={t('link.usedTitle')}>{t('link.usedTitle')}</ScreenHeading>
        <p className="quiet">{t('link.usedText')}</p>
      </div>
      <ProblemNotice problem={problem} />
      {flow.status === 'authenticated' && (
        <Button look="secondary" wide busy={busy} onClick={() => void goOn()}>
          {t('link.goOn')}
        </Button>
      )}
    </PageFrame>
  );
}

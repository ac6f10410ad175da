import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { undoChange } from '../api/methods.ts';
import { problemOf } from '../api/request.ts';
import { signIn } from '../api/session.ts';
import frame from '../frame/page-frame.module.css';
import { PageFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';

/**
 * Where "This was not me" of a mail leads: `/account/not-me#...`. What is behind the `#` reaches no server and no log, and the change is
 * undone only by a press: programs that look at links in mails undo nothing.
 */
export function NotMePage() {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAttempt();
  const [state, setState] = useState<'asked' | 'done'>('asked');
  const [token] = useState(() => location.hash.slice(1));
  const isInvalid = token === '' || (problem !== undefined && problemOf(problem).code === 'undo_link_invalid');
  const undo = () =>
    attempt(async () => {
      await undoChange(token);
      setState('done');
    });
  const screen = isInvalid ? 'invalid' : state;
  return (
    <PageFrame>
      <div className={frame.head}>
        <ScreenHeading title={t(`notMe.${screen}Title`)}>{t(`notMe.${screen}Title`)}</ScreenHeading>
        <p className="quiet">{t(`notMe.${screen}Text`)}</p>
      </div>
      {!isInvalid && <ProblemNotice problem={problem} />}
      {screen === 'asked' ? (
        <Button wide busy={busy} onClick={() => void undo()}>
          {t('notMe.undo')}
        </Button>
      ) : (
        <Button wide look={screen === 'done' ? 'primary' : 'secondary'} onClick={signIn}>
          {t('account.signIn')}
        </Button>
      )}
    </PageFrame>
  );
}

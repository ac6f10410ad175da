import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { endOtherSessions, endSession, readSessions, type Session } from '../../api/sessions.ts';
import { LoadingFrame } from '../../frame/page-frame.tsx';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import frame from '../../frame/page-frame.module.css';
import { AccountFrame, comesFromSignIn, SignInFirst } from '../account-frame.tsx';
import { LoadProblem } from '../load-problem.tsx';
import classes from '../methods/method-list.module.css';
import { TrustedBrowsers } from '../trusted-browsers/trusted-browsers.tsx';
import { takeConfirmation, useAccountAttempt } from '../use-account-attempt.ts';
import { useLoaded } from '../use-loaded.ts';
import { SessionRow } from './session-row.tsx';

/** Once for the page: React may render what it then throws away. */
const isConfirmed = comesFromSignIn && takeConfirmation();

/** Where the person is signed in, and which browsers they trust; each can be ended. */
export function SessionsPage() {
  const { t } = useTranslation();
  const { loaded: items, problem, reload } = useLoaded(readSessions);
  if (problem?.status === 401) return <SignInFirst />;
  if (!items && !problem) return <LoadingFrame wide />;
  return (
    <AccountFrame page="sessions" text={t('sessions.pageText')}>
      {isConfirmed && <Notice tone="done">{t('account.confirmed')}</Notice>}
      <LoadProblem problem={problem} onRetry={reload} />
      {items && <SessionList sessions={items} onChanged={reload} />}
      {items && <TrustedBrowsers />}
    </AccountFrame>
  );
}

function SessionList({ sessions, onChanged }: { sessions: readonly Session[]; onChanged: () => void }) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  const [done, setDone] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  const end = async (ended: Session | 'others', text: string) => {
    setDone(undefined);
    const isDone = await attempt(() => (ended === 'others' ? endOtherSessions() : endSession(ended.id)));
    if (isDone) {
      setDone(text);
      // Its button is gone.
      heading.current?.focus();
    }
    onChanged();
  };
  const newestFirst = sessions.toSorted((one, other) => other.last_seen_at.localeCompare(one.last_seen_at));
  const inOrder = newestFirst.toSorted((one, other) => Number(other.current) - Number(one.current));
  return (
    <section className={frame.stack} aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1}>
        {t('sessions.title')}
      </h2>
      {done !== undefined && <Notice tone="done">{done}</Notice>}
      <ProblemNotice problem={problem} />
      <ul className={classes.list} aria-labelledby="sessions">
        {inOrder.map((session) => (
          <li key={session.id} className={classes.row}>
            <SessionRow
              session={session}
              busy={busy}
              onEnd={(name) => void end(session, t('sessions.ended', { name }))}
            />
          </li>
        ))}
      </ul>
      {sessions.some(({ current }) => !current) && (
        <div className={classes.actions}>
          <Button look="secondary" disabled={busy} onClick={() => void end('others', t('sessions.endedOthers'))}>
            {t('sessions.endOthers')}
          </Button>
        </div>
      )}
    </section>
  );
}

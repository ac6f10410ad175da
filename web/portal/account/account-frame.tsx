import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { signIn, signOut } from '../api/session.ts';
import frame from '../frame/page-frame.module.css';
import { LoadingFrame, PageFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import classes from './account-frame.module.css';
import list from './methods/method-list.module.css';
import { accountPages, type AccountPageName } from './account-pages.ts';
import { useAccountAttempt } from './use-account-attempt.ts';

/** Whether the browser comes from the sign-in: then a page without a session does not lead there again by itself. */
export const comesFromSignIn = location.hash === '#signed-in';

interface AccountFrameProps {
  page: AccountPageName;
  /** What the page is for. */
  text: string;
  children: ReactNode;
}

/** What is around every page of the account: the way to the others, and out. */
export function AccountFrame({ page, text, children }: AccountFrameProps) {
  const { t } = useTranslation();
  const title = t(`accountPage.${page}`);
  return (
    <PageFrame wide>
      <nav aria-label={t('account.title')}>
        <ul className={classes.pages}>
          {accountPages.map(({ name, path }) => (
            <li key={name}>
              <a href={path} {...(name === page && { 'aria-current': 'page' as const })}>
                {t(`accountPage.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className={frame.head}>
        <ScreenHeading title={`${title} · ${t('account.title')}`}>{title}</ScreenHeading>
        <p className="quiet">{text}</p>
      </div>
      {children}
      <SignOut />
    </PageFrame>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  return (
    <div className={frame.stack}>
      <ProblemNotice problem={problem} />
      <div className={`${list.actions} ${list.atEdge}`}>
        <Button
          look="plain"
          busy={busy}
          onClick={() => void attempt(signOut).then((isDone) => isDone && location.assign('/signed-out'))}
        >
          {t('account.signOut')}
        </Button>
      </div>
    </div>
  );
}

/** Instead of a page, where there is no session. */
export function SignInFirst() {
  const { t } = useTranslation();
  useEffect(() => {
    if (!comesFromSignIn) signIn();
  }, []);
  if (!comesFromSignIn) return <LoadingFrame />;
  return (
    <PageFrame>
      <div className={frame.head}>
        <ScreenHeading title={t('account.title')}>{t('account.signInFirst')}</ScreenHeading>
      </div>
      <Button wide onClick={signIn}>
        {t('account.signIn')}
      </Button>
    </PageFrame>
  );
}

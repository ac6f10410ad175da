import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { sessionQuery, signInPath } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { LanguageSelect } from '../shell/language-select.tsx';
import classes from './sign-in-page.module.css';

/** Where the page that was asked for waits while the browser is at the sign-in. */
const keptAs = 'console.to';

/** Leads an operator to the sign-in, and from there to the page that was asked for. */
export function SignInPage() {
  const { t } = useTexts();
  const router = useRouter();
  const { to } = useSearch({ from: '/sign-in' });
  const { data: session } = useQuery(sessionQuery);
  useEffect(() => {
    if (!session) return;
    const asked = to ?? sessionStorage.getItem(keptAs);
    sessionStorage.removeItem(keptAs);
    // Only a path of the console: an address of another site is one of ours that is not found.
    router.history.replace(`/console${asked?.startsWith('/') && !asked.startsWith('//') ? asked : '/'}`);
  }, [session, router, to]);
  const signIn = () => {
    if (to !== undefined) sessionStorage.setItem(keptAs, to);
    location.assign(signInPath);
  };
  return (
    <div className={classes.page}>
      <main className={classes.card}>
        <div className={classes.brand}>
          <img src="/console/favicon.svg" alt="" width="36" height="36" />
          <div>
            <ScreenHeading title={`${t('signIn.title')} · Countersign`}>{t('signIn.title')}</ScreenHeading>
            <p className="quiet note">{t('signIn.text')}</p>
          </div>
        </div>
        <Button wide onClick={signIn}>
          {t('signIn.submit')}
        </Button>
      </main>
      <footer className={classes.foot}>
        <LanguageSelect />
      </footer>
    </div>
  );
}

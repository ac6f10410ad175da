import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { sessionQuery } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import { LanguageSelect } from '../shell/language-select.tsx';
import { SignInForm } from './sign-in-form.tsx';
import classes from './sign-in-page.module.css';

/** Where an operator signs in; it goes on to the page that was asked for. */
export function SignInPage() {
  const { t } = useTexts();
  const router = useRouter();
  const { to } = useSearch({ from: '/sign-in' });
  const { data: session } = useQuery(sessionQuery);
  // Only a path of the console: an address of another site is one of ours that is not found.
  const next = `/console${to?.startsWith('/') && !to.startsWith('//') ? to : '/'}`;
  useEffect(() => {
    if (session) router.history.replace(next);
  }, [session, router, next]);
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
        <SignInForm />
      </main>
      <footer className={classes.foot}>
        <LanguageSelect />
      </footer>
    </div>
  );
}

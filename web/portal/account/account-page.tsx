import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { Notice } from '../../design/feedback/notice.tsx';
import { readMethods, type OwnMethods } from '../api/methods.ts';
import { Problem, problemOf } from '../api/request.ts';
import frame from '../frame/page-frame.module.css';
import { LoadingFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { AccountFrame, comesFromSignIn, SignInFirst } from './account-frame.tsx';
import { AddMethods } from './methods/add-methods.tsx';
import classes from './methods/method-list.module.css';
import { MethodList } from './methods/method-list.tsx';
import { returnToPage, takeConfirmation } from './use-account-attempt.ts';

/** Once for the page: React may render what it then throws away. */
const isConfirmed = comesFromSignIn && !returnToPage() && takeConfirmation();

/** What came of connecting an account, where the browser comes back from that. */
const connected = location.hash === '#connected';
const failure = new URLSearchParams(location.search).get('sso_error');

/** The account of the person who is signed in. Its first page: how they sign in. */
export function AccountPage() {
  const { t } = useTranslation();
  const { methods, problem, reload } = useMethods();
  const [done, setDone] = useState(() => {
    if (connected) return t('account.connected');
    return isConfirmed ? t('account.confirmed') : undefined;
  });
  const [failed, setFailed] = useState(() => (failure === null ? undefined : new Problem(failure)));
  const change = (text: string) => {
    setDone(text);
    setFailed(undefined);
    reload();
  };
  if (problem?.status === 401) return <SignInFirst />;
  if (!methods && !problem) return <LoadingFrame wide />;
  return (
    <AccountFrame page="methods" text={t('account.methodsText')}>
      {done !== undefined && <Notice tone="done">{done}</Notice>}
      <ProblemNotice problem={failed} />
      {problem && (
        <div className={frame.stack}>
          <ProblemNotice problem={problem} />
          <div className={classes.actions}>
            <Button look="secondary" onClick={reload}>
              {t('problem.retry')}
            </Button>
          </div>
        </div>
      )}
      {methods && <MethodList methods={methods.items} onChanged={reload} onRemoved={change} />}
      {methods && <AddMethods methods={methods} onAdded={change} onChanged={reload} />}
    </AccountFrame>
  );
}

/** The methods as the server has them; what is shown stays while they are read again. */
function useMethods() {
  const [methods, setMethods] = useState<OwnMethods>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    readMethods(left.signal).then(
      (read) => {
        setMethods(read);
        setProblem(undefined);
        // A reload is no return from the sign-in.
        history.replaceState(null, '', location.pathname);
      },
      (error: unknown) => left.signal.aborted || setProblem(problemOf(error)),
    );
    return () => left.abort();
  }, [round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { methods, problem, reload };
}

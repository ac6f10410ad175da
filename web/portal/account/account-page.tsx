import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../design/feedback/notice.tsx';
import { readMethods, type OwnMethods } from '../api/methods.ts';
import { Problem } from '../api/request.ts';
import { LoadingFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { AccountFrame, comesFromSignIn, SignInFirst } from './account-frame.tsx';
import { LoadProblem } from './load-problem.tsx';
import { AddMethods } from './methods/add-methods.tsx';
import { MethodList } from './methods/method-list.tsx';
import { UserCode } from './user-code/user-code.tsx';
import { signalPasskeys } from './methods/signal-passkeys.ts';
import { returnToPage, takeConfirmation } from './use-account-attempt.ts';
import { useLoaded } from './use-loaded.ts';

/** Once for the page: React may render what it then throws away. */
const isConfirmed = comesFromSignIn && !returnToPage() && takeConfirmation();

/** What came of connecting an account, where the browser comes back from that. */
const connected = location.hash === '#connected';
const failure = new URLSearchParams(location.search).get('sso_error');

async function readFromReturn(signal: AbortSignal): Promise<OwnMethods> {
  const methods = await readMethods(signal);
  signalPasskeys(methods.passkeys);
  // A reload is no return from the sign-in.
  history.replaceState(null, '', location.pathname);
  return methods;
}

/** The account of the person who is signed in. Its first page: how they sign in. */
export function AccountPage() {
  const { t } = useTranslation();
  const { loaded: methods, problem, reload } = useLoaded(readFromReturn);
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
      <LoadProblem problem={problem} onRetry={reload} />
      {methods && <MethodList methods={methods.items} onChanged={reload} onRemoved={change} />}
      {methods && <AddMethods methods={methods} onAdded={change} onChanged={reload} />}
      {methods && <UserCode hasPhone={methods.items.some(({ type }) => type === 'countersign')} />}
    </AccountFrame>
  );
}

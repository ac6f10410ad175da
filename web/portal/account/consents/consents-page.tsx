import { IconChecklist } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../design/feedback/empty-state.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { readConsents } from '../../api/consents.ts';
import { LoadingFrame } from '../../frame/page-frame.tsx';
import { AccountFrame, comesFromSignIn, SignInFirst } from '../account-frame.tsx';
import { LoadProblem } from '../load-problem.tsx';
import classes from '../methods/method-list.module.css';
import { takeConfirmation } from '../use-account-attempt.ts';
import { useLoaded } from '../use-loaded.ts';
import { ConsentHistory } from './consent-history.tsx';
import { ConsentRow } from './consent-row.tsx';

/** Taken once, before the page renders: React may render it twice before it shows it. */
const isConfirmed = comesFromSignIn && takeConfirmation();

/** What the person lets sites know and do: `/account/consents`. */
export function ConsentsPage() {
  const { t } = useTranslation();
  const { loaded: items, problem, reload } = useLoaded(readConsents);
  const [changes, setChanges] = useState(0);
  const [done, setDone] = useState(isConfirmed ? t('account.confirmed') : undefined);
  const change = (text: string) => {
    setDone(text);
    setChanges(changes + 1);
    reload();
  };
  if (problem?.status === 401) return <SignInFirst />;
  if (!items && !problem) return <LoadingFrame wide />;
  return (
    <AccountFrame page="consents" text={t('consents.text')}>
      {done !== undefined && <Notice tone="done">{done}</Notice>}
      <LoadProblem problem={problem} onRetry={reload} />
      {items?.length === 0 && (
        <EmptyState icon={<IconChecklist size={28} />} title={t('consents.none')}>
          {t('consents.noneText')}
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <ul className={classes.list} aria-label={t('accountPage.consents')}>
          {items.map((consent) => (
            <li key={consent.id} className={classes.row}>
              <ConsentRow consent={consent} onDone={change} />
            </li>
          ))}
        </ul>
      )}
      {items && <ConsentHistory key={changes} />}
    </AccountFrame>
  );
}

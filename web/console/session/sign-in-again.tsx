import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Button } from '../../design/controls/button.tsx';
import { sessionQuery, signInPath, type AskedProof } from '../api/session.ts';
import { useTexts } from '../language/language.ts';

/** Milliseconds between two looks whether the operator has signed in. */
const pause = 2000;

/** Has an operator sign in in another tab, so that this page and what was typed stay. */
export function SignInAgain() {
  const { t } = useTexts();
  const queries = useQueryClient();
  useQuery({ ...sessionQuery, refetchInterval: pause });
  useEffect(
    () => () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
    [queries],
  );
  return (
    <>
      <p className="quiet note">{t('signIn.againText')}</p>
      <Button wide onClick={() => window.open(signInPath, '_blank', 'noopener')}>
        {t('signIn.submit')}
      </Button>
    </>
  );
}

/** Has an operator sign in anew in another tab, as a change needs. */
export function ProveAnew({ asked: { maxAge, since }, onDone }: { asked: AskedProof; onDone: () => void }) {
  const { t } = useTexts();
  const { data: session } = useQuery({ ...sessionQuery, refetchInterval: pause });
  const isDone = session ? session.auth_time > since : false;
  useEffect(() => {
    if (isDone) onDone();
  }, [isDone, onDone]);
  return (
    <>
      <p className="quiet note">{t('signIn.proveText')}</p>
      <Button wide onClick={() => window.open(`${signInPath}&max_age=${maxAge}`, '_blank', 'noopener')}>
        {t('signIn.submit')}
      </Button>
    </>
  );
}

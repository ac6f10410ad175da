import { useTranslation } from 'react-i18next';
import { reportLost, type SignInMethod } from '../../api/methods.ts';
import { problemOf } from '../../api/request.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { useAccountAttempt } from '../use-account-attempt.ts';
import { InlineForm } from './inline-form.tsx';

interface LostPhoneFormProps {
  method: SignInMethod;
  name: string;
  /** @param text what was done, in words; undefined: nothing. */
  onDone: (text?: string) => void;
}

/** Has a phone removed that cannot be asked for it: it is lost. */
export function LostPhoneForm({ method, name, onDone }: LostPhoneFormProps) {
  const { t } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  const lose = async () => {
    if (await attempt(() => reportLost(method.id))) onDone(t('account.lostDone', { name }));
  };
  return (
    <InlineForm
      busy={busy}
      submit={t('account.lostRemove')}
      isDanger
      leave={t('account.keep')}
      onSubmit={() => void lose()}
      onLeave={() => onDone()}
    >
      <p>
        <strong>{t('account.lostTitle', { name })}</strong>
      </p>
      <p className="quiet note">{t('account.lostText')}</p>
      <ProblemNotice problem={problem === undefined ? undefined : problemOf(problem)} />
    </InlineForm>
  );
}

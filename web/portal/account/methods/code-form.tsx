import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeField } from '../../../design/controls/text-field.tsx';
import { verifyCode, type SignInMethod } from '../../api/methods.ts';
import { problemOf } from '../../api/request.ts';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { InlineForm } from './inline-form.tsx';
import { useAccountAttempt } from '../use-account-attempt.ts';

interface CodeFormProps {
  /** Id of the method that the code proves. */
  id: string;
  digits: number;
  label: string;
  /** Whether the field is what a person looks at first. */
  autoFocus?: boolean;
  onAdded: (method: SignInMethod) => void;
  onCancel: () => void;
  /** Where the code comes from. */
  children: ReactNode;
}

/** The code that proves that a new method works; sent as soon as it is complete. */
export function CodeForm({ id, digits, label, autoFocus = false, onAdded, onCancel, children }: CodeFormProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [code, setCode] = useState('');
  const { busy, problem, attempt } = useAccountAttempt();
  const verify = async (typed: string) => {
    if (typed.length !== digits || busy) return;
    if (!(await attempt(async () => onAdded(await verifyCode(id, typed))))) setCode('');
  };
  return (
    <InlineForm
      busy={busy}
      submit={t('account.confirm')}
      leave={t('account.cancel')}
      onSubmit={() => void verify(code)}
      onLeave={onCancel}
    >
      {children}
      <CodeField
        label={label}
        digits={digits}
        value={code}
        onText={setCode}
        onComplete={(typed) => void verify(typed)}
        autoFocus={autoFocus}
        required
        error={problem === undefined ? undefined : text(problemOf(problem))}
      />
    </InlineForm>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { TextField } from '../../design/controls/text-field.tsx';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { problemOf } from '../api/request.ts';
import { requestLink } from '../api/token.ts';
import { useProblemText } from '../frame/use-problem-text.ts';
import { Form } from '../sign-in/parts/screen-parts.tsx';

/** Asks for a new link to activate an account. What follows is the same for every address. */
export function NewLink() {
  const { t } = useTranslation();
  const text = useProblemText();
  const { busy, problem, attempt } = useAttempt();
  const [typed, setTyped] = useState('');
  const [isSent, setSent] = useState(false);
  const send = async () => {
    const email = typed.trim();
    if (email === '') return;
    await attempt(async () => {
      await requestLink(email);
      setSent(true);
    });
  };
  if (isSent) return <p role="status">{t('token.newSent')}</p>;
  return (
    <Form onSubmit={() => void send()}>
      <TextField
        label={t('signIn.email')}
        hint={t('token.newHint')}
        type="email"
        autoComplete="email"
        dir="ltr"
        maxLength={254}
        required
        value={typed}
        onText={setTyped}
        error={problem === undefined ? undefined : text(problemOf(problem))}
      />
      <Button type="submit" look="secondary" wide busy={busy}>
        {t('token.newSend')}
      </Button>
    </Form>
  );
}

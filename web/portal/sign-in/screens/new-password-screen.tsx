import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { PasswordField } from '../../../design/controls/text-field.tsx';
import { problemOf } from '../../api/request.ts';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { Form, Head } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

/** The old password was right and may be used no longer. */
export function NewPasswordScreen({ flow, attempt, prove }: ScreenProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [password, setPassword] = useState('');
  return (
    <>
      <Head client={flow.client.name} title={t('password.newTitle')}>
        <p>{t('password.newText')}</p>
      </Head>
      <Form onSubmit={() => void (password !== '' && prove('password', { new_password: password }))}>
        <PasswordField
          label={t('password.newLabel')}
          hint={t('password.newHint')}
          name="new-password"
          autoComplete="new-password"
          show={t('password.show')}
          hide={t('password.hide')}
          autoFocus
          required
          maxLength={256}
          value={password}
          onText={setPassword}
          error={attempt.problem === undefined ? undefined : text(problemOf(attempt.problem))}
        />
        <Button type="submit" wide busy={attempt.busy}>
          {t('password.save')}
        </Button>
      </Form>
    </>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { PasswordField } from '../../../design/controls/text-field.tsx';
import { problemOf } from '../../api/request.ts';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { Form, Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

/** The password of the name that was typed, or of the person who is known by now. */
export function PasswordScreen(props: ScreenProps) {
  const { flow, step, attempt, prove } = props;
  const { t } = useTranslation();
  const text = useProblemText();
  const [password, setPassword] = useState('');
  const identifier = step.identifier || (flow.user?.display ?? '');
  const submit = () => {
    // Of a person who is known the page has only a masked name.
    if (password !== '') void prove('password', flow.user || step.isAccount ? { password } : { identifier, password });
  };
  return (
    <>
      <Head client={flow.client.name} title={t('password.title')} />
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      <Form onSubmit={submit}>
        {/* For password managers, which want to know whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={identifier} readOnly hidden />
        <PasswordField
          label={t('password.label')}
          name="password"
          autoComplete="current-password"
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
          {t('signIn.continue')}
        </Button>
      </Form>
      <OtherWay {...props} />
    </>
  );
}

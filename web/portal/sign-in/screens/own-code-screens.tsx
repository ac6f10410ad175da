import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { CodeField, TextField } from '../../../design/controls/text-field.tsx';
import { problemOf } from '../../api/request.ts';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { Form, Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

const digits = 6;

/** The code that an authenticator app shows now. */
export function AuthenticatorAppScreen(props: ScreenProps) {
  const { flow, attempt, prove } = props;
  const { t } = useTranslation();
  const text = useProblemText();
  const [code, setCode] = useState('');
  const send = (whole: string) =>
    void prove('authenticator_app', { code: whole }).then((isRight) => isRight || setCode(''));
  return (
    <>
      <Head client={flow.client.name} title={t('app.title')}>
        <p>{t('app.text', { client: flow.client.name })}</p>
      </Head>
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      <Form onSubmit={() => code.length === digits && send(code)}>
        <CodeField
          label={t('app.label')}
          digits={digits}
          autoFocus
          required
          value={code}
          onText={setCode}
          onComplete={send}
          error={attempt.problem === undefined ? undefined : text(problemOf(attempt.problem))}
        />
        <Button type="submit" wide busy={attempt.busy}>
          {t('code.check')}
        </Button>
      </Form>
      <OtherWay {...props} />
    </>
  );
}

/** One of the codes that the person saved for the day that everything else is gone. */
export function RecoveryCodeScreen(props: ScreenProps) {
  const { flow, attempt, prove } = props;
  const { t } = useTranslation();
  const text = useProblemText();
  const [code, setCode] = useState('');
  return (
    <>
      <Head client={flow.client.name} title={t('recovery.title')}>
        <p>{t('recovery.text')}</p>
      </Head>
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      <Form onSubmit={() => void (code.trim() !== '' && prove('recovery_code', { code: code.trim() }))}>
        <TextField
          label={t('recovery.label')}
          look="words"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus
          required
          maxLength={64}
          value={code}
          onText={setCode}
          error={attempt.problem === undefined ? undefined : text(problemOf(attempt.problem))}
        />
        <Button type="submit" wide busy={attempt.busy}>
          {t('recovery.check')}
        </Button>
      </Form>
      <OtherWay {...props} />
    </>
  );
}

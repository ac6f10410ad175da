import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { CodeField } from '../../../design/controls/text-field.tsx';
import { formatTimeLeft, useTimeLeft } from '../../../design/feedback/use-time-left.ts';
import { resend, verifyOtp, type OtpChallenge } from '../../api/flow.ts';
import { problemOf } from '../../api/request.ts';
import { onThisDevice } from '../../api/server-clock.ts';
import { useProblemText } from '../../frame/use-problem-text.ts';
import { Form, Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';
import classes from '../parts/screens.module.css';

/** A code was sent: type it, or let the browser fill it in. The last digit sends it off. */
export function CodeScreen(props: ScreenProps) {
  const { flow, attempt, take } = props;
  const { t } = useTranslation();
  const text = useProblemText();
  const [code, setCode] = useState('');
  const challenge = flow.challenge as OtpChallenge;
  const digits = challenge.code_length;
  const verify = (otp: string) =>
    void take(({ session_id }) => verifyOtp(session_id, otp, challenge.challenge_id)).then(
      (isRight) => isRight || setCode(''),
    );
  return (
    <>
      <Head
        client={flow.client.name}
        title={challenge.channel === 'email' ? t('code.titleEmail') : t('code.titlePhone')}
      >
        <SentTo {...challenge} />
      </Head>
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      <Form onSubmit={() => code.length === digits && verify(code)}>
        <CodeField
          label={t('code.label', { count: digits })}
          digits={digits}
          autoFocus
          required
          value={code}
          onText={setCode}
          onComplete={verify}
          error={attempt.problem === undefined ? undefined : text(problemOf(attempt.problem))}
        />
        <Button type="submit" wide busy={attempt.busy}>
          {t('code.check')}
        </Button>
      </Form>
      <div className={classes.ways}>
        <Resend {...props} challenge={challenge} />
        <OtherWay {...props} />
      </div>
      {flow.user === null && <p className="quiet note">{t('code.maybe')}</p>}
    </>
  );
}

function SentTo({ destination }: OtpChallenge) {
  const { t } = useTranslation();
  return (
    <p>
      <Trans t={t} i18nKey="code.sentTo" values={{ destination }} components={{ b: <b dir="ltr" /> }} />
    </p>
  );
}

function Resend({ take, attempt, challenge }: ScreenProps & { challenge: OtpChallenge }) {
  const { t } = useTranslation();
  const [wasSent, setSent] = useState(false);
  const left = useTimeLeft(onThisDevice(challenge.resend_after));
  if (challenge.resends_left === 0) return <p className="quiet note">{t('code.noResend')}</p>;
  const send = async () => setSent(await take(({ session_id }) => resend(session_id)));
  return (
    <>
      <span role="status" className={`quiet note ${classes.resent}`}>
        {wasSent && !attempt.busy ? t('code.resent') : null}
      </span>
      <Button look="plain" disabled={left > 0 || attempt.busy} onClick={() => left === 0 && void send()}>
        {left > 0 ? t('code.resendIn', { time: formatTimeLeft(left) }) : t('code.resend')}
      </Button>
    </>
  );
}

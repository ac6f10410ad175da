import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { addressed } from './identify-screen.tsx';
import { methodIcons } from '../parts/method-icons.tsx';
import { Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

const sendTexts = { email: 'code.sendEmail', sms: 'code.sendSms', whatsapp: 'code.sendWhatsapp' } as const;

/** Before a code is sent: a press sends it, so that a page that is only opened sends nothing. */
export function SendCodeScreen(props: ScreenProps & { channel: keyof typeof sendTexts }) {
  const { flow, step, attempt, prove, channel } = props;
  const { t } = useTranslation();
  const credentials = flow.user === null && !step.isAccount ? addressed(channel, step.identifier) : {};
  return (
    <>
      <Head client={flow.client.name} title={t('code.sendTitle')}>
        <p>{t(sendTexts[channel])}</p>
      </Head>
      <SigningInAs {...props} />
      <ProblemNotice problem={attempt.problem} />
      <Button wide busy={attempt.busy} icon={methodIcons[channel]} onClick={() => void prove(channel, credentials)}>
        {t('code.send')}
      </Button>
      <OtherWay {...props} />
    </>
  );
}

/** Before the phone is asked. */
export function AskPhoneScreen(props: ScreenProps) {
  const { flow, attempt, prove } = props;
  const { t } = useTranslation();
  return (
    <>
      <Head client={flow.client.name} title={t('phone.askTitle')}>
        <p>{t('phone.askText')}</p>
      </Head>
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      <ProblemNotice problem={attempt.problem} />
      <Button wide busy={attempt.busy} icon={methodIcons.countersign} onClick={() => void prove('countersign', {})}>
        {t('phone.ask')}
      </Button>
      <OtherWay {...props} />
    </>
  );
}

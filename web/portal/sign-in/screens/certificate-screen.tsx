import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { methodIcons } from '../parts/method-icons.tsx';
import { Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

/** A client certificate: the browser chooses it when the connection is made. */
export function CertificateScreen(props: ScreenProps) {
  const { flow, attempt, prove } = props;
  const { t } = useTranslation();
  return (
    <>
      <Head client={flow.client.name} title={t('certificate.title')}>
        <p>{t('certificate.text')}</p>
      </Head>
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      <ProblemNotice problem={attempt.problem} />
      <Button wide busy={attempt.busy} icon={methodIcons.certificate} onClick={() => void prove('certificate', {})}>
        {t('certificate.start')}
      </Button>
      <OtherWay {...props} />
    </>
  );
}

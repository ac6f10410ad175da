import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { Notice } from '../../../design/feedback/notice.tsx';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { usePasskey } from '../use-passkey.ts';
import { methodIcons } from '../parts/method-icons.tsx';
import { Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

/** A passkey as the second factor, or chosen from the list. */
export function PasskeyScreen(props: ScreenProps) {
  const { flow, attempt } = props;
  const { t } = useTranslation();
  const { isSupported, use } = usePasskey(props, { autofill: false });
  return (
    <>
      <Head client={flow.client.name} title={t('passkey.title')}>
        <p>{t('passkey.text')}</p>
      </Head>
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      {!isSupported && <Notice tone="warning">{t('passkey.unsupported')}</Notice>}
      <ProblemNotice problem={attempt.problem} />
      {isSupported && (
        <Button wide busy={attempt.busy} icon={methodIcons.passkey} onClick={() => void use()}>
          {t('passkey.start')}
        </Button>
      )}
      <OtherWay {...props} />
    </>
  );
}

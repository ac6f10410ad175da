import { useTranslation } from 'react-i18next';
import frame from '../../frame/page-frame.module.css';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { ProviderButtons } from '../parts/provider-buttons.tsx';
import { Head, OtherWay, SigningInAs, TrustBrowser } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

/** An account at an identity provider as the second factor. */
export function ProviderScreen(props: ScreenProps) {
  const { t } = useTranslation();
  return (
    <>
      <Head client={props.flow.client.name} title={t('provider.title')}>
        <p>{t('provider.text')}</p>
      </Head>
      <SigningInAs {...props} />
      <TrustBrowser {...props} />
      <ProblemNotice problem={props.attempt.problem} />
      <div className={frame.stack}>
        <ProviderButtons {...props} />
      </div>
      <OtherWay {...props} />
    </>
  );
}

import { useTranslation } from 'react-i18next';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import frame from '../frame/page-frame.module.css';
import { PageFrame } from '../frame/page-frame.tsx';

/** Where an identity provider's answer leads that fits no sign-in of this browser: `/sign-in/sso-failed`. */
export function SsoFailedPage() {
  const { t } = useTranslation();
  return <ProviderEnd title={t('provider.failedTitle')} text={t('provider.failedText')} />;
}

/** Where the test sign-in of an operator leads: `/sign-in/sso-tested`. */
export function SsoTestedPage() {
  const { t } = useTranslation();
  return <ProviderEnd title={t('provider.testedTitle')} text={t('provider.testedText')} />;
}

function ProviderEnd({ title, text }: { title: string; text: string }) {
  return (
    <PageFrame>
      <div className={frame.head}>
        <ScreenHeading title={title}>{title}</ScreenHeading>
        <p className="quiet">{text}</p>
      </div>
    </PageFrame>
  );
}

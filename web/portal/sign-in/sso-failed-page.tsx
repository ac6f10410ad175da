import { useTranslation } from 'react-i18next';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import frame from '../frame/page-frame.module.css';
import { PageFrame } from '../frame/page-frame.tsx';

/** Where an identity provider's answer leads that fits no sign-in of this browser: `/sign-in/sso-failed`. */
export function SsoFailedPage() {
  const { t } = useTranslation();
  const title = t('provider.failedTitle');
  return (
    <PageFrame>
      <div className={frame.head}>
        <ScreenHeading title={title}>{title}</ScreenHeading>
        <p className="quiet">{t('provider.failedText')}</p>
      </div>
    </PageFrame>
  );
}

import { useTranslation } from 'react-i18next';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import classes from '../frame/page-frame.module.css';
import { PageFrame } from '../frame/page-frame.tsx';

/** Where a sign-out ends that no site wants to go on from. */
export function SignedOutPage() {
  const { t } = useTranslation();
  return (
    <PageFrame>
      <div className={classes.head}>
        <ScreenHeading title={t('signedOut.title')}>{t('signedOut.title')}</ScreenHeading>
        <p className="quiet">{t('signedOut.text')}</p>
      </div>
    </PageFrame>
  );
}

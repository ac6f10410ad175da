import { useTranslation } from 'react-i18next';
import { Button } from '../../design/controls/button.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { signIn } from '../api/session.ts';
import frame from '../frame/page-frame.module.css';
import { PageFrame } from '../frame/page-frame.tsx';

/** Where a sign-in to the account ends that was none, and how to go on. */
export function NotSignedInPage() {
  const { t } = useTranslation();
  const title = t('notSignedIn.title');
  const reason = new URLSearchParams(location.search).get('reason');
  return (
    <PageFrame>
      <div className={frame.head}>
        <ScreenHeading title={`${title} · ${t('account.title')}`}>{title}</ScreenHeading>
        <p className="quiet">
          {t(reason === 'cancelled' || reason === 'stale' ? `notSignedIn.${reason}` : 'notSignedIn.refused')}
        </p>
      </div>
      <Button wide onClick={signIn}>
        {t('account.signIn')}
      </Button>
    </PageFrame>
  );
}

import { IconLock } from '@tabler/icons-react';
import { Button } from '../../design/controls/button.tsx';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { signOut } from '../api/session.ts';
import { useTexts } from '../language/language.ts';
import classes from './shell.module.css';

/** For a person who is signed in and is no operator. */
export function NoRolesPage() {
  const { t } = useTexts();
  const leave = async () => {
    await signOut();
    location.assign('/console/sign-in');
  };
  return (
    <main className={classes.alone}>
      <ScreenHeading title={`${t('signIn.title')} · Countersign`}>{t('signIn.title')}</ScreenHeading>
      <EmptyState icon={<IconLock size={22} />} title={t('noRoles.title')}>
        {t('noRoles.text')}
      </EmptyState>
      <Button look="secondary" onClick={() => void leave()}>
        {t('shell.signOut')}
      </Button>
    </main>
  );
}

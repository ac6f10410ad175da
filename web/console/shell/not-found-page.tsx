import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import { useTexts } from '../language/language.ts';

/** An address that is none. */
export function NotFoundPage() {
  const { t } = useTexts();
  return (
    <main>
      <div className="visually-hidden">
        <ScreenHeading title={`${t('notFound.title')} · Countersign`}>{t('notFound.title')}</ScreenHeading>
      </div>
      <EmptyState icon={<IconMapOff size={22} />} title={t('notFound.title')}>
        <Link to="/">{t('notFound.home')}</Link>
      </EmptyState>
    </main>
  );
}

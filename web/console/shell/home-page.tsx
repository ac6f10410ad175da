import { Navigate } from '@tanstack/react-router';
import { IconLock } from '@tabler/icons-react';
import { EmptyState } from '../../design/feedback/empty-state.tsx';
import { useTexts } from '../language/language.ts';
import { usePlaces } from './places.ts';

/** Leads to the first page that the operator may see. */
export function HomePage() {
  const { t } = useTexts();
  const [first] = usePlaces();
  if (first) return <Navigate to={first.to} replace />;
  return (
    <EmptyState icon={<IconLock size={22} />} title={t('problem.role_not_allowed')}>
      {t('problem.notAllowedText')}
    </EmptyState>
  );
}

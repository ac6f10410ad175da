import { Badge, type Tone } from '../../design/data/badge.tsx';
import { useTexts } from '../language/language.ts';
import type { PersonStatus } from './users-query.ts';

const tones: Record<PersonStatus, Tone> = {
  active: 'success',
  inactive: 'quiet',
  disabled: 'danger',
  restricted: 'warning',
  deletion_pending: 'warning',
};

/** Where a person stands. */
export function PersonBadge({ status }: { status: PersonStatus }) {
  const { t } = useTexts();
  return <Badge tone={tones[status]}>{t(`personStatus.${status}`)}</Badge>;
}

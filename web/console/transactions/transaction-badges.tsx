import { Badge, type Tone } from '../../design/data/badge.tsx';
import { useTexts } from '../language/language.ts';
import type { ListedTransaction } from './transactions-query.ts';

/** How a transaction stands, or ended. */
export function StatusBadge({
  transaction: { status, reason },
}: {
  transaction: Pick<ListedTransaction, 'status' | 'reason'>;
}) {
  const { t } = useTexts();
  if (status === 'pending') return <Badge tone="accent">{t('transaction.status.pending')}</Badge>;
  if (status === 'authenticated') return <Badge tone="success">{t('transaction.status.authenticated')}</Badge>;
  const isByUser = reason === 'not_accepted' || reason === 'reported_by_user';
  return (
    <Badge tone={isByUser ? 'danger' : 'warning'}>
      {reason ? t(`transaction.reason.${reason}`) : t('transaction.status.not_authenticated')}
    </Badge>
  );
}

const tones: Record<NonNullable<ListedTransaction['callback_status']>, Tone> = {
  pending: 'accent',
  delivered: 'success',
  failed: 'danger',
};

/** How the callback stands; nothing where there is none. */
export function CallbackBadge({ status }: { status: ListedTransaction['callback_status'] }) {
  const { t } = useTexts();
  return status === null ? null : <Badge tone={tones[status]}>{t(`transaction.callback.${status}`)}</Badge>;
}

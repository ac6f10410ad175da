import { Badge, type Tone } from '../../design/data/badge.tsx';
import { useTexts } from '../language/language.ts';
import type { ListedMessage } from './messages-query.ts';

const tones: Record<ListedMessage['status'], Tone> = {
  queued: 'accent',
  sent: 'success',
  delivered: 'success',
  undelivered: 'danger',
  failed: 'danger',
  suppressed: 'quiet',
  expired: 'warning',
};

/** What became of a message. */
export function MessageBadge({ status }: Pick<ListedMessage, 'status'>) {
  const { t } = useTexts();
  return <Badge tone={tones[status]}>{t(`message.status.${status}`)}</Badge>;
}

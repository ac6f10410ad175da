import { IconMessage2 } from '@tabler/icons-react';
import { useState } from 'react';
import { BrandMark } from '../../../design/brand-mark.tsx';
import type { TextMessage } from '../sandbox-client.ts';
import { NotificationArea, NotificationBanner } from './notification-banner.tsx';
import type { OpenQuestion } from './use-open-questions.ts';

interface NotificationsProps {
  /** The question of the newest unread push. */
  pushed?: OpenQuestion;
  /** The newest unread text message. */
  message?: TextMessage;
  floating: boolean;
  onOpenQuestion: (question: OpenQuestion) => void;
  onDismissQuestion: () => void;
  onOpenMessages: () => void;
}

/** New notifications: a question, a text message, or both. */
export function Notifications({
  pushed,
  message,
  floating,
  onOpenQuestion,
  onDismissQuestion,
  onOpenMessages,
}: NotificationsProps) {
  const [dismissed, setDismissed] = useState(0);
  const text = message && message.id > dismissed ? message : undefined;
  if (!pushed && !text) return null;
  return (
    <NotificationArea floating={floating}>
      {pushed && (
        <NotificationBanner
          key={pushed.transactionId}
          sign={<BrandMark size={38} />}
          source="Northwind ID"
          text={pushed.alert ?? 'Something to approve'}
          invitation="Tap to review"
          onOpen={() => onOpenQuestion(pushed)}
          onDismiss={onDismissQuestion}
        />
      )}
      {text && (
        <NotificationBanner
          key={text.id}
          sign={<IconMessage2 size={38} stroke={1.4} aria-hidden="true" color="var(--northwind-accent)" />}
          source="Messages"
          text={text.body}
          invitation="Tap to read"
          onOpen={onOpenMessages}
          onDismiss={() => setDismissed(text.id)}
        />
      )}
    </NotificationArea>
  );
}

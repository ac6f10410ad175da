import { CloseButton, Text } from '@mantine/core';
import { BrandMark } from '../../../design/brand-mark.tsx';
import classes from './notification-banner.module.css';
import type { OpenQuestion } from './use-open-questions.ts';

interface NotificationBannerProps {
  question: OpenQuestion;
  /** Over what is shown, which keeps its place; otherwise above it. */
  floating: boolean;
  onOpen: (question: OpenQuestion) => void;
  onDismiss: () => void;
}

/** A push that just came, as the phone's system would show it. */
export function NotificationBanner({ question, floating, onOpen, onDismiss }: NotificationBannerProps) {
  return (
    <div className={classes.banner} data-floating={floating} role="alert">
      <button type="button" className={classes.open} onClick={() => onOpen(question)}>
        <BrandMark size={38} />
        <span className={classes.text}>
          <Text component="span" size="xs" c="dimmed" display="block">
            Northwind ID, now
          </Text>
          <Text component="span" fw={600} lh={1.3} display="block">
            {question.alert}
          </Text>
          <Text component="span" size="sm" c="northwind.8" display="block">
            Tap to review
          </Text>
        </span>
      </button>
      <CloseButton aria-label="Dismiss the notification" onClick={onDismiss} />
    </div>
  );
}

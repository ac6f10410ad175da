import { CloseButton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notification-banner.module.css';

interface NotificationBannerProps {
  sign: ReactNode;
  /** The app that it comes from. */
  source: string;
  text: string;
  /** Opens it. */
  invitation: string;
  onOpen: () => void;
  onDismiss: () => void;
}

/** A new push or text message, as the operating system of a phone would show it. */
export function NotificationBanner({ sign, source, text, invitation, onOpen, onDismiss }: NotificationBannerProps) {
  return (
    <div className={classes.banner} role="alert">
      <button type="button" className={classes.open} onClick={onOpen}>
        {sign}
        <span className={classes.text}>
          <Text component="span" size="xs" c="dimmed" display="block">
            {source}, now
          </Text>
          <Text component="span" fw={600} lh={1.3} display="block" className={classes.words}>
            {text}
          </Text>
          <Text component="span" size="sm" c="var(--northwind-accent)" display="block">
            {invitation}
          </Text>
        </span>
      </button>
      <CloseButton aria-label={`Dismiss the notification of ${source}`} onClick={onDismiss} />
    </div>
  );
}

/** The area of notifications. @param floating above the content, without moving it; otherwise before it */
export function NotificationArea({ floating, children }: { floating: boolean; children: ReactNode }) {
  return (
    <section className={classes.area} data-floating={floating} aria-label="Notifications">
      {children}
    </section>
  );
}

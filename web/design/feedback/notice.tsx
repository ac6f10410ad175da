import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

const signs = { problem: IconAlertCircle, warning: IconAlertTriangle, done: IconCircleCheck };

interface NoticeProps {
  tone: keyof typeof signs;
  title?: string;
  children?: ReactNode;
}

/** What happened, in words. A problem is read out at once, the rest when there is a pause. */
export function Notice({ tone, title, children }: NoticeProps) {
  const Sign = signs[tone];
  return (
    <div role={tone === 'problem' ? 'alert' : 'status'} className={`${classes.notice} ${classes[tone]}`}>
      <Sign size={20} aria-hidden="true" />
      <div className={classes.words}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
    </div>
  );
}

import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  title: string;
  /** At the end of the head. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of a page, with its heading. */
export function Panel({ title, actions, children }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {actions}
      </div>
      <div className={classes.body}>{children}</div>
    </section>
  );
}

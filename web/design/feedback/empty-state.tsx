import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** What would be here, or what to do. */
  children?: ReactNode;
}

/** Stands where there is nothing to show. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <span className={classes.sign} aria-hidden="true">
        {icon}
      </span>
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.words}>{children}</div>}
    </div>
  );
}

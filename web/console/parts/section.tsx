import { useId, type ReactNode } from 'react';
import classes from './parts.module.css';

interface SectionProps {
  title: string;
  /** How many there are. */
  count?: number | undefined;
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of a page with a heading of its own. */
export function Section({ title, count, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionHead}>
        <h2 id={id}>{title}</h2>
        {count !== undefined && count > 0 && <span className={classes.count}>{count}</span>}
        <span className={classes.spring} />
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A quiet line in the place of a list that is empty. */
export function NothingHere({ children }: { children: ReactNode }) {
  return <p className={classes.nothing}>{children}</p>;
}

import type { ReactNode } from 'react';
import classes from './badge.module.css';

export type Tone = 'quiet' | 'accent' | 'success' | 'warning' | 'danger';

/** A state in a word or two, with a dot of its colour. */
export function Badge({ tone = 'quiet', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${classes.badge} ${classes[tone]}`}>{children}</span>;
}

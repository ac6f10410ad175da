import type { ReactNode } from 'react';
import classes from './card-actions.module.css';

/** The actions of a card. Always visible: they stick to the lower edge of the window while the card is longer. */
export function CardActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}

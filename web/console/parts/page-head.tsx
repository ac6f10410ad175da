import type { ReactNode } from 'react';
import { ScreenHeading } from '../../design/feedback/screen-heading.tsx';
import classes from './parts.module.css';

interface PageHeadProps {
  title: string;
  /** Beside the title. */
  beside?: ReactNode;
  /** Below the title. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page. */
export function PageHead({ title, beside, children, actions }: PageHeadProps) {
  return (
    <div className={classes.head}>
      <div className={classes.titles}>
        <div className={classes.title}>
          <ScreenHeading title={`${title} · Countersign`}>{title}</ScreenHeading>
          {beside}
        </div>
        {children && <p className="quiet note">{children}</p>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './choice-list.module.css';

export interface Choice {
  id: string;
  icon: ReactNode;
  name: string;
  detail?: string | undefined;
}

interface ChoiceListProps {
  /** For a screen reader. */
  label: string;
  choices: readonly Choice[];
  busy?: boolean;
  onChoose: (id: string) => void;
}

/** Ways to go on, one below the other. */
export function ChoiceList({ label, choices, busy = false, onChoose }: ChoiceListProps) {
  return (
    <ul className={classes.list} aria-label={label}>
      {choices.map(({ id, icon, name, detail }) => (
        <li key={id}>
          <button
            type="button"
            className={classes.choice}
            aria-disabled={busy || undefined}
            onClick={() => !busy && onChoose(id)}
          >
            <span className={classes.sign} aria-hidden="true">
              {icon}
            </span>
            <span className={classes.words}>
              <span className={classes.name}>{name}</span>
              {detail && <span className={classes.detail}>{detail}</span>}
            </span>
            <IconChevronRight className={classes.arrow} size={18} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}

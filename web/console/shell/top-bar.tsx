import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { useTexts } from '../language/language.ts';
import classes from './shell.module.css';

/** In the place of the navigation on a narrow screen. */
export function TopBar({ onNavigation, onSearch }: { onNavigation: () => void; onSearch: () => void }) {
  const { t } = useTexts();
  return (
    <header className={classes.top}>
      <button type="button" className={classes.icon} aria-label={t('shell.openNavigation')} onClick={onNavigation}>
        <IconMenu2 size={20} aria-hidden="true" />
      </button>
      <span className={classes.topName}>Countersign</span>
      <button type="button" className={classes.icon} aria-label={t('shell.search')} onClick={onSearch}>
        <IconSearch size={20} aria-hidden="true" />
      </button>
    </header>
  );
}

import { IconChevronDown } from '@tabler/icons-react';
import { AccountBadge } from './account-badge.tsx';
import classes from './accounts.module.css';

/** Whose phone this is at the moment; opens the list of accounts. */
export function AccountSwitcher({ userId, onOpen }: { userId: string; onOpen: () => void }) {
  return (
    <button type="button" className={classes.switcher} onClick={onOpen} aria-label={`Account ${userId}, switch`}>
      <AccountBadge userId={userId} size={28} />
      <span className={classes.name}>{userId}</span>
      <IconChevronDown size={16} aria-hidden="true" />
    </button>
  );
}

import { IconChevronDown } from '@tabler/icons-react';
import { AccountBadge } from './account-badge.tsx';
import classes from './accounts.module.css';

/** The current account; opens the list of accounts. */
export function AccountSwitcher({ userId, onOpen }: { userId: string; onOpen: () => void }) {
  return (
    <button type="button" className={classes.switcher} onClick={onOpen}>
      <AccountBadge userId={userId} size={28} />
      <span className="visually-hidden">Switch account, now</span>
      <span className={classes.name}>{userId}</span>
      <IconChevronDown size={16} aria-hidden="true" />
    </button>
  );
}

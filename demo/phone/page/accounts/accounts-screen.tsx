import { Anchor, Text } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { ScreenHeading } from '../../../design/screen-heading.tsx';
import { PhoneScreen, WideButton } from '../frame/phone-screen.tsx';
import { AccountBadge } from './account-badge.tsx';
import type { Account } from './account.ts';
import classes from './accounts.module.css';

interface AccountsScreenProps {
  accounts: Account[];
  active: Account;
  onChoose: (profileId: string) => void;
  onAdd: () => void;
  onClose: () => void;
}

/** The accounts on this phone: chooses the current one, or adds one. */
export function AccountsScreen({ accounts, active, onChoose, onAdd, onClose }: AccountsScreenProps) {
  return (
    <PhoneScreen
      actions={
        <>
          <WideButton variant="light" leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={onAdd}>
            Add an account
          </WideButton>
          <Anchor component="button" type="button" ta="center" underline="hover" onClick={onClose}>
            Back
          </Anchor>
        </>
      }
    >
      <ScreenHeading fz={26}>Accounts</ScreenHeading>
      <Text c="dimmed">Questions come for all of them. Settings are for the one that is chosen.</Text>
      <ul className={classes.list}>
        {accounts.map((account) => (
          <li key={account.profileId}>
            <button
              type="button"
              className={classes.account}
              aria-current={account === active ? 'true' : undefined}
              onClick={() => onChoose(account.profileId)}
            >
              <AccountBadge userId={account.userId} size={40} />
              <span className={classes.facts}>
                <Text component="span" display="block" fw={600} truncate>
                  {account.userId}
                </Text>
                <Text component="span" display="block" size="sm" c="dimmed">
                  {stateOf(account)}
                </Text>
              </span>
              {account === active && <IconCheck size={20} aria-hidden="true" />}
            </button>
          </li>
        ))}
      </ul>
    </PhoneScreen>
  );
}

function stateOf({ isDisconnected, waiting, keysEnrolled, pushEnrolled }: Account): string {
  if (isDisconnected) return 'Disconnected';
  if (waiting > 0) return waiting === 1 ? 'One question waits' : `${waiting} questions wait`;
  if (!keysEnrolled) return 'Approvals are off';
  return pushEnrolled ? 'Ready' : 'Ready, without notifications';
}

import type { AppState } from '../../../../app-sdk/index.ts';
import { AccountsScreen } from '../accounts/accounts-screen.tsx';
import { ApprovalScreen } from '../approval/approval-screen.tsx';
import { Notifications } from './notifications.tsx';
import { PhoneTabs } from './phone-tabs.tsx';
import { ClaimScreen } from '../scan/claim-screen.tsx';
import { usePhoneHome } from './use-phone-home.ts';

interface PhoneHomeProps {
  state: AppState;
  onChange: () => Promise<void>;
  onAddAccount: () => void;
}

/** A phone after setup: its tabs, the notification above them, and the open question. */
export function PhoneHome({ state, onChange, onAddAccount }: PhoneHomeProps) {
  const home = usePhoneHome(state, onChange);
  const { opened, claim, active, watched, inbox } = home;
  const { questions, pushed } = watched;
  return (
    <>
      <Notifications
        pushed={pushed && opened?.transactionId !== pushed.transactionId ? pushed : undefined}
        message={home.tab === 'messages' && !opened ? undefined : inbox.unread[0]}
        floating={opened !== undefined}
        onOpenQuestion={home.open}
        onDismissQuestion={watched.dismiss}
        onOpenMessages={home.openMessages}
      />
      {opened && (
        <ApprovalScreen
          key={opened.transactionId}
          question={opened}
          isOpen={questions.some((question) => question.transactionId === opened.transactionId)}
          onDone={home.close}
        />
      )}
      {!opened && claim.isOpen && (
        <ClaimScreen
          key={claim.given}
          profileId={active.profileId}
          given={claim.given}
          onClaimed={claim.wait}
          onCancel={claim.close}
        />
      )}
      {!opened && !claim.isOpen && <AccountsOrTabs {...{ home, state, onChange, onAddAccount }} />}
    </>
  );
}

/** The list of accounts while the user switches, otherwise the tabs. */
function AccountsOrTabs({
  home,
  state,
  onChange,
  onAddAccount,
}: PhoneHomeProps & { home: ReturnType<typeof usePhoneHome> }) {
  const { accounts, active, watched, inbox, tab, setTab } = home;
  if (home.isSwitching)
    return (
      <AccountsScreen
        accounts={accounts}
        active={active}
        onChoose={home.switchTo}
        onAdd={onAddAccount}
        onClose={home.closeSwitcher}
      />
    );
  return (
    <PhoneTabs
      {...{ watched, inbox, tab, onChange, onAddAccount }}
      account={active}
      deviceId={state.deviceId}
      onTab={setTab}
      onOpen={home.open}
      onSwitch={home.openSwitcher}
      onScan={home.claim.scan}
    />
  );
}

import { useState } from 'react';
import type { AppState } from '../../../app-sdk/index.ts';
import type { Account } from './accounts/account.ts';
import { AccountsScreen } from './accounts/accounts-screen.tsx';
import { useAccounts } from './accounts/use-accounts.ts';
import { ApprovalScreen } from './approval/approval-screen.tsx';
import { TabBar, type Tab } from './frame/tab-bar.tsx';
import { HomeScreen } from './home/home-screen.tsx';
import { NotificationBanner } from './home/notification-banner.tsx';
import { useOpenQuestions, type OpenQuestion, type WatchedQuestions } from './home/use-open-questions.ts';
import { MessagesScreen } from './messages/messages-screen.tsx';
import { usePhone } from './phone.ts';
import { ClaimScreen } from './scan/claim-screen.tsx';
import { useClaim } from './scan/use-claim.ts';
import { SettingsScreen } from './settings/settings-screen.tsx';

interface PhoneHomeProps {
  state: AppState;
  onChange: () => Promise<void>;
  onAddAccount: () => void;
}

/** A phone that is set up: its tabs, the notification above them, and the question that is open. */
export function PhoneHome({ state, onChange, onAddAccount }: PhoneHomeProps) {
  const [opened, setOpened] = useState<OpenQuestion>();
  const [tab, setTab] = useState<Tab>('home');
  const [isSwitching, setSwitching] = useState(false);
  const watched = useOpenQuestions(state.profiles);
  const { questions, pushed, dismiss } = watched;
  const { accounts, active } = useAccounts(state, watched);
  const { app } = usePhone();
  const claim = useClaim(questions, (question) => open(question));
  const choose = (profileId: string) => void app.choose(profileId).then(onChange);

  const open = (question: OpenQuestion) => {
    dismiss();
    choose(question.profileId);
    setSwitching(false);
    setOpened(question);
  };
  const switchTo = (profileId: string) => {
    choose(profileId);
    setSwitching(false);
  };
  const whose = { account: active, watched, deviceId: state.deviceId };
  const places = { ...whose, tab, onTab: setTab, onOpen: open, onSwitch: () => setSwitching(true), onScan: claim.scan, onChange, onAddAccount };
  const notification = pushed && opened?.transactionId !== pushed.transactionId ? pushed : undefined;
  return (
    <>
      {notification && (
        <NotificationBanner question={notification} floating={opened !== undefined} onOpen={open} onDismiss={dismiss} />
      )}
      {opened && (
        <ApprovalScreen
          key={opened.transactionId}
          question={opened}
          isOpen={questions.some((question) => question.transactionId === opened.transactionId)}
          onDone={() => setOpened(undefined)}
        />
      )}
      {!opened && !claim.isOpen && isSwitching && (
        <AccountsScreen accounts={accounts} active={active} onChoose={switchTo} onAdd={onAddAccount} onClose={() => setSwitching(false)} />
      )}
      {!opened && claim.isOpen && <ClaimScreen key={claim.given} profileId={active.profileId} given={claim.given} onClaimed={claim.wait} onCancel={claim.close} />}
      {!opened && !claim.isOpen && !isSwitching && <Places {...places} />}
    </>
  );
}

interface PlacesProps {
  tab: Tab;
  onTab: (tab: Tab) => void;
  account: Account;
  watched: WatchedQuestions;
  deviceId?: string;
  onOpen: (question: OpenQuestion) => void;
  onSwitch: () => void;
  onScan: () => void;
  onChange: () => Promise<void>;
  onAddAccount: () => void;
}

/** The three places of the phone, and the bar between which it goes. */
function Places({ tab, onTab, account, watched, deviceId, onOpen, onSwitch, onScan, onChange, onAddAccount }: PlacesProps) {
  const { questions, problems } = watched;
  const shared = { account, onSwitch, onChange };
  return (
    <>
      {tab === 'home' && (
        <HomeScreen {...shared} questions={questions} problem={problems[account.profileId]} onOpen={onOpen} onScan={onScan} onConnect={onAddAccount} />
      )}
      {tab === 'messages' && <MessagesScreen />}
      {tab === 'settings' && <SettingsScreen {...shared} key={account.profileId} deviceId={deviceId} onAddAccount={onAddAccount} />}
      <TabBar tab={tab} onChange={onTab} waiting={questions.length} />
    </>
  );
}

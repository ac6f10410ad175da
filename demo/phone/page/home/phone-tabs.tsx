import type { Account } from '../accounts/account.ts';
import { TabBar, type Tab } from '../frame/tab-bar.tsx';
import { HomeScreen } from './home-screen.tsx';
import type { OpenQuestion, WatchedQuestions } from './use-open-questions.ts';
import { MessagesScreen } from '../messages/messages-screen.tsx';
import type { TextInbox } from '../messages/use-text-messages.ts';
import { SettingsScreen } from '../settings/settings-screen.tsx';

interface PhoneTabsProps {
  tab: Tab;
  onTab: (tab: Tab) => void;
  account: Account;
  watched: WatchedQuestions;
  inbox: TextInbox;
  deviceId?: string;
  onOpen: (question: OpenQuestion) => void;
  onSwitch: () => void;
  onScan: () => void;
  onChange: () => Promise<void>;
  onAddAccount: () => void;
}

/** The screen of the chosen tab, and the tab bar. */
export function PhoneTabs({
  tab,
  onTab,
  account,
  watched,
  inbox,
  deviceId,
  onOpen,
  onSwitch,
  onScan,
  onChange,
  onAddAccount,
}: PhoneTabsProps) {
  const { questions, problems } = watched;
  const shared = { account, onSwitch, onChange };
  return (
    <>
      {tab === 'home' && (
        <HomeScreen
          {...shared}
          questions={questions}
          problem={problems[account.profileId]}
          onOpen={onOpen}
          onScan={onScan}
          onConnect={onAddAccount}
        />
      )}
      {tab === 'messages' && <MessagesScreen inbox={inbox} />}
      {tab === 'settings' && (
        <SettingsScreen {...shared} key={account.profileId} deviceId={deviceId} onAddAccount={onAddAccount} />
      )}
      <TabBar tab={tab} onChange={onTab} waiting={{ home: questions.length, messages: inbox.unread.length }} />
    </>
  );
}

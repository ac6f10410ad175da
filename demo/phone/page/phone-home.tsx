import { useState } from 'react';
import type { AppState } from '../../../app-sdk/index.ts';
import { ApprovalScreen } from './approval/approval-screen.tsx';
import { TabBar, type Tab } from './frame/tab-bar.tsx';
import { HomeScreen } from './home/home-screen.tsx';
import { NotificationBanner } from './home/notification-banner.tsx';
import { useOpenQuestions, type OpenQuestion } from './home/use-open-questions.ts';
import { MessagesScreen } from './messages/messages-screen.tsx';
import { SettingsScreen } from './settings/settings-screen.tsx';

interface PhoneHomeProps {
  state: AppState;
  onChange: () => Promise<void>;
  onAddAccount: () => void;
}

/** A phone that is set up: its tabs, the notification above them, and the question that is open. */
export function PhoneHome({ state, onChange, onAddAccount }: PhoneHomeProps) {
  const [tab, setTab] = useState<Tab>('home');
  const [opened, setOpened] = useState<OpenQuestion>();
  const { questions, pushed, dismiss, error } = useOpenQuestions(state.profiles);

  const open = (question: OpenQuestion) => {
    dismiss();
    setOpened(question);
  };
  const notification = pushed && opened?.transactionId !== pushed.transactionId ? pushed : undefined;
  const banner = notification && (
    <NotificationBanner question={notification} floating={opened !== undefined} onOpen={open} onDismiss={dismiss} />
  );

  if (opened) {
    const isOpen = questions.some((question) => question.transactionId === opened.transactionId);
    return (
      <>
        {banner}
        <ApprovalScreen key={opened.transactionId} question={opened} isOpen={isOpen} onDone={() => setOpened(undefined)} />
      </>
    );
  }
  return (
    <>
      {banner}
      {tab === 'home' && <HomeScreen profiles={state.profiles} questions={questions} error={error} onOpen={open} />}
      {tab === 'messages' && <MessagesScreen />}
      {tab === 'settings' && <SettingsScreen state={state} onChange={onChange} onAddAccount={onAddAccount} />}
      <TabBar tab={tab} onChange={setTab} waiting={questions.length} />
    </>
  );
}

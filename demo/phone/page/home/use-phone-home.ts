import { useState } from 'react';
import type { AppState } from '../../../../app-sdk/index.ts';
import { useAccounts } from '../accounts/use-accounts.ts';
import { useBack } from '../back.ts';
import type { Tab } from '../frame/tab-bar.tsx';
import { useOpenQuestions, type OpenQuestion } from './use-open-questions.ts';
import { useTextInbox } from '../messages/use-text-messages.ts';
import { usePhone } from '../phone.ts';
import { useClaim } from '../scan/use-claim.ts';

/** The navigation state of a phone after setup: the tab, the layer above it, and how each layer closes. */
export function usePhoneHome(state: AppState, onChange: () => Promise<void>) {
  const [opened, setOpened] = useState<OpenQuestion>();
  const [tab, setTab] = useState<Tab>('home');
  const [isSwitching, setSwitching] = useState(false);
  const watched = useOpenQuestions(state.profiles);
  const { accounts, active } = useAccounts(state, watched);
  const { app } = usePhone();
  const inbox = useTextInbox(state.profiles.map(({ userId }) => userId));
  const claim = useClaim(watched.questions, (question) => open(question));
  const switchTo = (profileId: string) => {
    void app.choose(profileId).then(onChange);
    setSwitching(false);
  };
  const open = (question: OpenQuestion) => {
    watched.dismiss();
    switchTo(question.profileId);
    setOpened(question);
  };
  const close = () => setOpened(undefined);
  const closeSwitcher = () => setSwitching(false);
  useBack(tab !== 'home', () => setTab('home'));
  useBack(isSwitching, closeSwitcher);
  useBack(claim.isOpen, claim.close);
  useBack(opened !== undefined, close);
  const openMessages = () => {
    close();
    closeSwitcher();
    claim.close();
    setTab('messages');
  };
  const openSwitcher = () => setSwitching(true);
  return {
    ...{ watched, accounts, active, inbox, claim, tab, setTab, openMessages },
    ...{ opened, open, close, isSwitching, openSwitcher, closeSwitcher, switchTo },
  };
}

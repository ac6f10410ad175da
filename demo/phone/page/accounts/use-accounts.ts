import { useState } from 'react';
import { isCountersignError, type Profile } from '../../../../app-sdk/index.ts';
import type { WatchedQuestions } from '../home/use-open-questions.ts';
import { phoneMemory } from '../phone-memory.ts';
import type { Account } from './account.ts';

/** Everybody on this phone (at least one), and who it is now: whoever was chosen last, also after the page was loaded again. */
export function useAccounts(profiles: Profile[], { questions, problems }: Pick<WatchedQuestions, 'questions' | 'problems'>) {
  const [chosen, setChosen] = useState(phoneMemory.activeProfile);
  const accounts = profiles
    .map<Account>((profile) => ({
      ...profile,
      isDisconnected: isCountersignError(problems[profile.profileId], 'disconnected', 'invalid_token'),
      waiting: questions.filter((question) => question.profileId === profile.profileId).length,
    }))
    .toSorted((one, other) => one.userId.localeCompare(other.userId));
  const active = accounts.find((account) => account.profileId === chosen) ?? accounts[0];
  if (!active) throw new Error('A phone at home has an account');
  const choose = (profileId: string) => {
    phoneMemory.keepActiveProfile(profileId);
    setChosen(profileId);
  };
  return { accounts, active, choose };
}

import { isCountersignError, type AppState } from '../../../../app-sdk/index.ts';
import type { WatchedQuestions } from '../home/use-open-questions.ts';
import type { Account } from './account.ts';

/** All accounts of this phone (at least one), and the current one. */
export function useAccounts({ profiles, chosenProfileId }: AppState, { questions, problems }: WatchedQuestions) {
  const accounts = profiles
    .map<Account>((profile) => ({
      ...profile,
      isDisconnected:
        profile.disconnected || isCountersignError(problems[profile.profileId], 'disconnected', 'invalid_token'),
      waiting: questions.filter((question) => question.profileId === profile.profileId).length,
    }))
    .toSorted((one, other) => one.userId.localeCompare(other.userId));
  const active = accounts.find((account) => account.profileId === chosenProfileId) ?? accounts[0];
  if (!active) throw new Error('A phone at home has an account');
  return { accounts, active };
}

import { useEffect, useState } from 'react';
import { readAccounts, type AccountChoice } from '../api/accounts.ts';
import { Problem, problemOf } from '../api/request.ts';
import { LoadingFrame, PageFrame } from '../frame/page-frame.tsx';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { EndedScreen } from '../sign-in/flow-ended.tsx';
import { AccountList } from './account-list.tsx';

/** Which account of this browser a site gets: `/select-account?interaction=ID`. */
export function SelectAccountPage() {
  const interaction = new URLSearchParams(location.search).get('interaction');
  const [choice, setChoice] = useState<AccountChoice>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    let isLeft = false;
    const read = interaction === null ? Promise.reject(new Problem('interaction_unknown')) : readAccounts(interaction);
    read.then(
      (answer) => isLeft || setChoice(answer),
      (error: unknown) => isLeft || setProblem(problemOf(error)),
    );
    return () => void (isLeft = true);
  }, [interaction]);
  if (problem) {
    return (
      <PageFrame>
        {problem.code === 'interaction_unknown' ? <EndedScreen how="unknown" /> : <ProblemNotice problem={problem} />}
      </PageFrame>
    );
  }
  if (!choice || interaction === null) return <LoadingFrame />;
  return (
    <PageFrame client={choice.client}>
      <AccountList interaction={interaction} choice={choice} onChanged={setChoice} />
    </PageFrame>
  );
}

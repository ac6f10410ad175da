import { useEffect } from 'react';
import { preferLanguage } from '../language/language.ts';
import { LoadingFrame, PageFrame } from '../frame/page-frame.tsx';
import { FlowEnded, FlowMissing } from './flow-ended.tsx';
import { SignInScreens } from './sign-in-screens.tsx';
import { useFlow } from './use-flow.ts';

/** The page to which the authorization server sends a person who has to prove who they are: `/sign-in?interaction=ID`. */
export function SignInPage() {
  const followed = useFlow(new URLSearchParams(location.search).get('interaction'));
  const { flow, problem, restart } = followed;
  const locale = flow?.locale;
  useEffect(() => {
    if (locale) void preferLanguage(locale);
  }, [locale]);
  if (problem) {
    return (
      <PageFrame client={flow?.client}>
        <FlowMissing problem={problem} onRestart={restart} />
      </PageFrame>
    );
  }
  if (!flow) return <LoadingFrame />;
  const ended = flow.status === 'cancelled' || flow.status === 'expired' || flow.status === 'failed';
  return (
    <PageFrame client={flow.client}>
      {ended ? (
        <FlowEnded flow={flow} onRestart={restart} />
      ) : (
        <SignInScreens flow={flow} act={followed.act} onRestart={restart} />
      )}
    </PageFrame>
  );
}

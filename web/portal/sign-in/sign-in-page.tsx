import { useEffect } from 'react';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { ProblemNotice } from '../frame/problem-notice.tsx';
import { preferLanguage } from '../language/language.ts';
import { LoadingFrame, PageFrame } from '../frame/page-frame.tsx';
import { FlowEnded, FlowMissing } from './flow-ended.tsx';
import { BackButton, CancelButton, leaveFlow } from './parts/way-back.tsx';
import { SignInScreens } from './sign-in-screens.tsx';
import { Problem } from '../api/request.ts';
import { useFlow, type Opening } from './use-flow.ts';

/** Read once, as the page is loaded: a render may be begun anew. */
const opened = readAddress();

/**
 * The page to which the authorization server sends a person who has to prove who they are, `/sign-in?interaction=ID`, and an identity
 * provider back, `/sign-in?session_id=ID`.
 */
export function SignInPage() {
  const followed = useFlow(opened);
  const { flow, problem, restart } = followed;
  const leaving = useAttempt();
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
  const way = { flow, attempt: leaving, onLeave: () => void leaving.attempt(() => leaveFlow(followed.act)) };
  const isOpen = !['cancelled', 'expired', 'failed', 'completed'].includes(flow.status);
  return (
    <PageFrame client={flow.client} wayOut={isOpen && <CancelButton {...way} />}>
      <ProblemNotice problem={leaving.problem} />
      {isOpen || flow.status === 'completed' ? (
        <SignInScreens flow={flow} act={followed.act} onRestart={restart} failure={opened.failure} />
      ) : (
        <FlowEnded flow={flow} onRestart={restart} back={<BackButton {...way} />} />
      )}
    </PageFrame>
  );
}

/** What went wrong at an identity provider is shown once: not after a reload. */
function readAddress(): Opening & { failure: Problem | undefined } {
  const named = new URLSearchParams(location.search);
  const failed = named.get('sso_error');
  if (failed !== null) {
    named.delete('sso_error');
    history.replaceState(null, '', `${location.pathname}?${named.toString()}`);
  }
  const [interaction, sessionId] = [named.get('interaction'), named.get('session_id')];
  return { interaction, sessionId, failure: failed === null ? undefined : new Problem(failed) };
}

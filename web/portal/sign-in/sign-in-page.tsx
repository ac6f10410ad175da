import { useEffect } from 'react';
import { preferLanguage } from '../language/language.ts';
import { LoadingFrame, PageFrame } from '../frame/page-frame.tsx';
import { FlowEnded, FlowMissing } from './flow-ended.tsx';
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
        <SignInScreens flow={flow} act={followed.act} onRestart={restart} failure={opened.failure} />
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

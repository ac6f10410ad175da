import { useCallback, useRef, useState } from 'react';
import { useAttempt } from '../../design/feedback/use-attempt.ts';
import { authenticate, complete, readFlow, type Flow } from '../api/flow.ts';
import { problemOf } from '../api/request.ts';
import { processToken, startTokenFlow, type DescribedToken } from '../api/token.ts';
import type { LinkedToken } from './token-of-address.ts';

/** The same request again, of the same browser, has the same answer: a lost answer loses no sign-in. */
const repeats = 2;

export function isSignIn({ actions }: DescribedToken): boolean {
  return actions.some(({ type }) => type === 'LOGIN' || type === 'LOGIN_APP2WEB');
}

/**
 * The press: a token that signs in is used in a sign-in of the authorization server, which makes the session; any other is processed.
 * `done` is true when nothing leads on from the page.
 */
export function useToken({ token, returnUrl }: LinkedToken, described: DescribedToken | undefined) {
  const { busy, problem, attempt } = useAttempt();
  const [done, setDone] = useState(false);
  const flow = useRef<Flow>(undefined);
  const use = useCallback(
    (code: string | undefined) =>
      attempt(async () => {
        if (!described) return;
        const next = isSignIn(described)
          ? await signInBy({ token, returnUrl }, code, flow)
          : (await repeated(() => processToken(token, code, returnUrl))).redirect_to;
        if (next === null) return setDone(true);
        location.replace(next);
        // The page stays as it is until the next one is there.
        await new Promise(() => {});
      }),
    [attempt, described, returnUrl, token],
  );
  return { busy, problem, done, use };
}

/** @returns where the browser goes on. */
async function signInBy(
  { token, returnUrl }: LinkedToken,
  code: string | undefined,
  kept: { current: Flow | undefined },
): Promise<string> {
  const { session_id: sessionId } = (kept.current ??= await startTokenFlow(returnUrl));
  const credentials = code === undefined ? { token } : { token, code };
  const isProven = (flow: Flow) => flow.status === 'authenticated';
  const flow = await repeated(async (isAgain) => {
    // The token may have been used by a request whose answer was lost.
    const now = isAgain ? await readFlow(sessionId) : undefined;
    return now && isProven(now) ? now : authenticate(sessionId, 'action_token', credentials);
  });
  if (!isProven(flow)) return `/sign-in?${new URLSearchParams({ session_id: sessionId })}`;
  return (await complete(sessionId)).redirect_to;
}

async function repeated<Answer>(ask: (isAgain: boolean) => Promise<Answer>, time = 0): Promise<Answer> {
  try {
    return await ask(time > 0);
  } catch (error) {
    const { code } = problemOf(error);
    if (time === repeats || (code !== 'unreachable' && code !== 'action_token_running')) throw error;
    return repeated(ask, time + 1);
  }
}

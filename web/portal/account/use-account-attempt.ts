import { useCallback } from 'react';
import { useAttempt, type Attempt } from '../../design/feedback/use-attempt.ts';
import { problemOf } from '../api/request.ts';
import { signIn, stepUp } from '../api/session.ts';
import { accountPages } from './account-pages.ts';

/** The page on which the person is asked to prove anew who they are: it says on their return that they may go on. */
const confirmingName = 'countersign.account.confirming';

/** An attempt that leads to the sign-in where the session has ended, or is not enough for what is asked. */
export function useAccountAttempt(): Attempt {
  const own = useAttempt();
  const { attempt: run } = own;
  const attempt = useCallback(
    async (action: () => Promise<unknown>) => {
      let isLeaving = false;
      const isDone = await run(async () => {
        try {
          await action();
        } catch (error) {
          isLeaving = leaveToSignIn(error);
          if (!isLeaving) throw error;
        }
      });
      return isDone && !isLeaving;
    },
    [run],
  );
  return { ...own, attempt };
}

function leaveToSignIn(error: unknown): boolean {
  const problem = problemOf(error);
  if (problem.code === 'insufficient_user_authentication') {
    sessionStorage.setItem(confirmingName, location.pathname);
    stepUp(problem);
    return true;
  }
  if (problem.code !== 'invalid_token') return false;
  signIn();
  return true;
}

/**
 * Leads to the page of the account on which the person began to prove anew who they are; the server leads to the first one.
 * @returns whether that is another page.
 */
export function returnToPage(): boolean {
  const path = sessionStorage.getItem(confirmingName);
  const page = accountPages.find((one) => one.path === path && path !== location.pathname);
  if (page) location.replace(`${page.path}${location.hash}`);
  return page !== undefined;
}

/** Whether the person comes from proving anew who they are; true once. */
export function takeConfirmation(): boolean {
  const isConfirmed = sessionStorage.getItem(confirmingName) !== null;
  sessionStorage.removeItem(confirmingName);
  return isConfirmed;
}

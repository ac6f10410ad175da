import { useCallback, useEffect, useMemo, useState } from 'react';
import type { OpenTransaction, Profile } from '../../../../app-sdk/index.ts';
import { usePhone } from '../phone.ts';

/** An open transaction, with whose it is and what its push said, when it came. */
export interface OpenQuestion extends OpenTransaction {
  profileId: string;
  userId: string;
  alert?: string;
}

/** The person's open questions of all profiles, and the one whose push came last and was not looked at. */
export function useOpenQuestions(profiles: Profile[]) {
  const { open, error } = useWatchedTransactions(profiles);
  const { alerts, latest, dismiss } = useTransactionPushes();

  const questions = useMemo<OpenQuestion[]>(
    () =>
      profiles
        .flatMap(({ profileId, userId }) =>
          (open[profileId] ?? []).map((transaction) => ({
            ...transaction,
            profileId,
            userId,
            alert: alerts[transaction.transactionId],
          })),
        )
        .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime()),
    [profiles, open, alerts],
  );
  const pushed = questions.find((question) => question.transactionId === latest);
  return { questions, pushed, dismiss, error };
}

/** The open transactions by profile: what the server says, also when a push was missed. */
function useWatchedTransactions(profiles: Profile[]) {
  const { app } = usePhone();
  const [open, setOpen] = useState<Record<string, OpenTransaction[]>>({});
  const [error, setError] = useState<unknown>();
  const watched = profiles.map((profile) => profile.profileId).join(' ');
  useEffect(() => {
    const stop = new AbortController();
    setError(undefined);
    for (const profileId of watched.split(' ')) {
      const keep = (transactions: OpenTransaction[]) => setOpen((before) => ({ ...before, [profileId]: transactions }));
      app.watchTransactions(profileId, keep, stop.signal).catch((problem: unknown) => {
        if (!stop.signal.aborted) setError(problem);
      });
    }
    return () => stop.abort();
  }, [app, watched]);
  return { open, error };
}

/** What pushes said, by transaction, and which came last. */
function useTransactionPushes() {
  const { pushes } = usePhone();
  const [alerts, setAlerts] = useState<Record<string, string>>({});
  const [latest, setLatest] = useState<string>();
  useEffect(
    () =>
      pushes.listen((news) => {
        if (news.kind !== 'transaction') return;
        setAlerts((before) => ({ ...before, [news.transactionId]: news.message }));
        setLatest(news.transactionId);
      }),
    [pushes],
  );
  const dismiss = useCallback(() => setLatest(undefined), []);
  return { alerts, latest, dismiss };
}

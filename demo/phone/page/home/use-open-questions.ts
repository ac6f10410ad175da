import { useCallback, useEffect, useMemo, useState } from 'react';
import type { OpenTransaction, Profile } from '../../../../app-sdk/index.ts';
import { usePhone } from '../phone.ts';

/** An open transaction, its times by the clock of this phone, with whose it is and what its push said, when it came. */
export interface OpenQuestion extends OpenTransaction {
  profileId: string;
  userId: string;
  alert?: string;
}

export type WatchedQuestions = ReturnType<typeof useOpenQuestions>;

/** The person's open questions of all profiles, the one whose push came last and was not looked at, and what went wrong, by profile. */
export function useOpenQuestions(profiles: Profile[]) {
  const { connection } = usePhone();
  const { open, problems } = useWatchedTransactions(profiles);
  const { alerts, latest, dismiss } = useTransactionPushes();

  const questions = useMemo<OpenQuestion[]>(
    () =>
      profiles
        .flatMap(({ profileId, userId }) =>
          (open[profileId] ?? []).map((transaction) => ({
            ...transaction,
            createdAt: connection.onThisPhone(transaction.createdAt),
            expiresAt: connection.onThisPhone(transaction.expiresAt),
            profileId,
            userId,
            alert: alerts[transaction.transactionId],
          })),
        )
        .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime()),
    [connection, profiles, open, alerts],
  );
  const pushed = questions.find((question) => question.transactionId === latest);
  return { questions, problems, pushed, dismiss };
}

/** The open transactions by profile: what the server says, also when a push was missed. */
function useWatchedTransactions(profiles: Profile[]) {
  const { app } = usePhone();
  const [open, setOpen] = useState<Record<string, OpenTransaction[]>>({});
  const [problems, setProblems] = useState<Record<string, unknown>>({});
  const watched = profiles.map((profile) => profile.profileId).join(' ');
  useEffect(() => {
    const stop = new AbortController();
    setProblems({});
    for (const profileId of watched.split(' ')) {
      const keep = (transactions: OpenTransaction[]) => setOpen((before) => ({ ...before, [profileId]: transactions }));
      app.watchTransactions(profileId, keep, stop.signal).catch((problem: unknown) => {
        if (stop.signal.aborted) return;
        keep([]);
        setProblems((before) => ({ ...before, [profileId]: problem }));
      });
    }
    return () => stop.abort();
  }, [app, watched]);
  return { open, problems };
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

import { useCallback, useEffect, useMemo, useState } from 'react';
import type { OpenTransaction, Profile } from '../../../../app-sdk/index.ts';
import { usePhone } from '../phone.ts';

/** An open transaction with times on the clock of this phone, its account, and its text once known. */
export interface OpenQuestion extends OpenTransaction {
  profileId: string;
  userId: string;
  alert?: string;
}

export type WatchedQuestions = ReturnType<typeof useOpenQuestions>;

/** The open questions of all profiles, the newest unread push, and the errors by profile. */
export function useOpenQuestions(profiles: Profile[]) {
  const { connection } = usePhone();
  const { open, problems } = useWatchedTransactions(profiles);
  const { alerts, latest, dismiss } = useTransactionPushes();

  const untold = profiles.flatMap(({ profileId }) =>
    (open[profileId] ?? [])
      .filter(({ transactionId }) => alerts[transactionId] === undefined)
      .map(({ transactionId }) => ({ profileId, transactionId })),
  );
  const texts = useQuestionTexts(untold);

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
            alert: alerts[transaction.transactionId] ?? texts[transaction.transactionId],
          })),
        )
        .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime()),
    [connection, profiles, open, alerts, texts],
  );
  const pushed = questions.find((question) => question.transactionId === latest);
  return { questions, problems, pushed, dismiss };
}

/** The open transactions by profile from the server, including those whose push was missed. */
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

/** The texts of pushes by transaction, and the latest push. */
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

type Asked = Pick<OpenTransaction, 'transactionId'> & { profileId: string };

/**
 * The texts of questions by transaction whose push this page has not received, for example after a reload. They are
 * fetched from the server, which returns each once; the app SDK stores it until the question is answered.
 */
function useQuestionTexts(untold: readonly Asked[]): Record<string, string> {
  const { app } = usePhone();
  const [texts, setTexts] = useState<Record<string, string>>({});
  const wanted = untold.map(({ profileId, transactionId }) => `${profileId} ${transactionId}`).join(',');
  useEffect(() => {
    let left = false;
    for (const pair of wanted.split(',').filter(Boolean)) {
      const [profileId = '', transactionId = ''] = pair.split(' ');
      app.fetchTransaction(profileId, transactionId).then(
        ({ message }) => left || setTexts((before) => ({ ...before, [transactionId]: message })),
        // The list then shows a generic text; opening the question shows the reason.
        () => undefined,
      );
    }
    return () => {
      left = true;
    };
  }, [app, wanted]);
  return texts;
}

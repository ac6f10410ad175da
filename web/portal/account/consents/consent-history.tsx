import type { TFunction } from 'i18next';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/controls/button.tsx';
import { localeOf } from '../../../design/language/page-language.ts';
import { readDecisions, readReceipt, type ConsentDecision, type DecisionPage } from '../../api/consents.ts';
import { problemOf, type Problem } from '../../api/request.ts';
import frame from '../../frame/page-frame.module.css';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import classes from '../methods/method-list.module.css';
import { useAccountAttempt } from '../use-account-attempt.ts';
import own from './consents.module.css';

/** Every decision, newest first, each with its receipt. */
export function ConsentHistory() {
  const { t } = useTranslation();
  const { pages, problem, read } = useDecisions();
  const decisions = pages.flatMap(({ items }) => items);
  const next = pages.at(-1)?.next_cursor ?? undefined;
  const isEmpty = pages.length > 0 && decisions.length === 0;
  return (
    <section className={frame.stack} aria-labelledby="consent-history">
      <div className={frame.head}>
        <h2 id="consent-history">{t('consents.history')}</h2>
        <p className="quiet note">{t(isEmpty ? 'consents.historyNone' : 'consents.historyText')}</p>
      </div>
      <ProblemNotice problem={problem} />
      {decisions.length > 0 && (
        <ul className={classes.list} aria-labelledby="consent-history">
          {decisions.map((decision) => (
            <li key={decision.id} className={own.decision}>
              <Decision decision={decision} />
            </li>
          ))}
        </ul>
      )}
      {(next !== undefined || problem) && (
        <div className={classes.actions}>
          <Button look="secondary" onClick={() => void read(next)}>
            {t(problem ? 'problem.retry' : 'consents.more')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Decision({ decision }: { decision: ConsentDecision }) {
  const { t, i18n } = useTranslation();
  const { busy, problem, attempt } = useAccountAttempt();
  const time = new Intl.DateTimeFormat(localeOf(i18n.language), { dateStyle: 'medium', timeStyle: 'short' })
    .format(new Date(decision.at))
    .replaceAll(' ', '\u00a0');
  return (
    <>
      <div className={classes.words}>
        <p>
          <bdi>{decision.name}</bdi>: {textOf(t, decision)}
        </p>
        <p className="quiet note">{time}</p>
        <ProblemNotice problem={problem} />
      </div>
      <Button
        look="plain"
        busy={busy}
        aria-label={`${t('consents.receipt')}: ${decision.name}, ${time}`}
        onClick={() => void attempt(async () => save(decision.id, await readReceipt(decision.id)))}
      >
        {t('consents.receipt')}
      </Button>
    </>
  );
}

function textOf(t: TFunction, { event, by }: ConsentDecision): string {
  return t(`decision.${event === 'withdrawn' && by === 'site' ? 'by_site' : event}`);
}

/** Hands the receipt to the person as a file. */
function save(id: string, receipt: object): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: `consent-receipt-${id}.json` });
  link.click();
  URL.revokeObjectURL(address);
}

/** The pages of the history as far as they were read. */
function useDecisions() {
  const [pages, setPages] = useState<DecisionPage[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const read = useCallback(
    (cursor?: string, signal?: AbortSignal) =>
      readDecisions(cursor, signal).then(
        (page) => {
          setPages((last) => (cursor === undefined ? [page] : [...last, page]));
          setProblem(undefined);
        },
        (error: unknown) => signal?.aborted || setProblem(problemOf(error)),
      ),
    [],
  );
  useEffect(() => {
    const left = new AbortController();
    void read(undefined, left.signal);
    return () => left.abort();
  }, [read]);
  return { pages, problem, read };
}
